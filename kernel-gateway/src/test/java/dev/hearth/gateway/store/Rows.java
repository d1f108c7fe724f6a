package dev.hearth.gateway.store;

import dev.hearth.gateway.session.SessionRow;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.gateway.session.StartReport;
import dev.hearth.protocol.Language;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows of sessions to be stored. */
final class Rows {

    private Rows() {}

    /** One with nothing that may be missing. */
    static SessionRow plain(UUID id) {
        return new SessionRow(
                id,
                0,
                "hearth",
                null,
                "default",
                Language.SQL,
                null,
                null,
                null,
                null,
                Map.of(),
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                1,
                "header",
                1,
                "ab",
                null,
                false,
                null,
                null,
                SessionState.STARTING,
                "",
                List.of(),
                null,
                StartReport.asked(0),
                null);
    }

    /** One with everything. */
    static SessionRow full(UUID id) {
        return new SessionRow(
                id,
                0,
                "hearth",
                "ann",
                "big",
                Language.PYTHON,
                "näme \uD83D\uDE00",
                "a/b.ipynb",
                UUID.fromString("00000000-0000-0000-0000-00000000000a"),
                "notebook",
                Map.of("KERNEL_X", "quote \" and \\ and é"),
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                7,
                "header-2",
                1234567890123L,
                "cd",
                "ef",
                true,
                "handle",
                Instant.parse("2026-01-02T03:04:06Z"),
                SessionState.DEAD,
                "it ended",
                List.of("line 1", "line\n2"),
                Instant.parse("2026-01-02T03:04:07.000001Z"),
                new StartReport(1767323045123L, Map.of("launch", 5L), Map.of("spark", "4.0.0 \"x\"")),
                new SessionWish(
                        "pyspark",
                        "a \"name\"",
                        "600m",
                        1,
                        null,
                        0,
                        2,
                        Map.of("spark.x", "ü"),
                        List.of("file:/a.jar"),
                        List.of(),
                        List.of(),
                        List.of("b.zip#c"),
                        "default",
                        60,
                        "10m",
                        null));
    }
}
