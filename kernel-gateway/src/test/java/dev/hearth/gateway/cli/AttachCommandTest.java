package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code attach} up to the terminal: which session is meant, and what is said when there is none. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class AttachCommandTest {
    private static final String SESSIONS = """
            {"sessions": [
              {"id": "4c5e0000-0000-0000-0000-000000000001", "language": "scala", "profile": "default", "state": "running",
               "execution_state": "busy", "created": "2026-01-31T12:34:56.000000Z", "name": "report"},
              {"id": "4c5e0000-0000-0000-0000-000000000002", "language": "sql", "profile": "big", "state": "starting",
               "execution_state": "starting", "created": "2026-01-30T12:34:56.000000Z", "name": null, "path": "a.ipynb"},
              {"id": "9a000000-0000-0000-0000-000000000003", "language": "python", "profile": "default", "state": "dead",
               "execution_state": "dead", "created": "2026-01-29T12:34:56.000000Z", "name": null}]}
            """;

    @TempDir
    Path folder;

    private final Typed typed = new Typed();
    private AnsweringGateway gateway;
    private Path token;

    @BeforeEach
    void make() throws IOException {
        token = AnsweringGateway.tokenFile(folder, "rw-------");
        gateway = new AnsweringGateway("/hearth/sessions", SESSIONS);
    }

    @AfterEach
    void end() {
        gateway.close();
    }

    private int attach(String... words) {
        List<String> all = new ArrayList<>(List.of("attach", "--url", gateway.url(), "--token-file", token.toString()));
        all.addAll(List.of(words));
        return typed.hearth(all.toArray(String[]::new));
    }

    @Test
    void withoutASession_thoseThatLiveAreListed_theOldestFirst() {
        assertThat(attach()).as(typed.err()).isZero();
        String started = ZonedDateTime.parse("2026-01-30T12:34:56Z")
                .withZoneSameInstant(ZoneId.systemDefault())
                .toLocalDateTime()
                .toString()
                .replace('T', ' ')
                .substring(0, "2026-01-30 12:34".length());
        assertThat(typed.out().lines().toList())
                .hasSize(3)
                .anySatisfy(each -> assertThat(each).contains("-000000000001", "scala", "default", "busy", "report"))
                .anySatisfy(each -> assertThat(each).contains("-000000000002", "sql", "big", started, "a.ipynb"));
        assertThat(typed.out().indexOf("-000000000002")).isLessThan(typed.out().indexOf("-000000000001"));
    }

    @Test
    void session_thatIsNotThere_orNotOne_isSaid() {
        assertThat(attach("nothing")).isEqualTo(1);
        assertThat(typed.err()).contains("no session that lives has the id or the name \"nothing\"");
        assertThat(attach("9a")).as("it is dead").isEqualTo(1);
        assertThat(attach("4c5e")).isEqualTo(1);
        assertThat(typed.err()).contains("2 sessions fit \"4c5e\"");
    }

    @Test
    void connectionFile_thatIsThere_isLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("k.json"), "theirs");
        assertThat(attach("report", "--connection-file", file.toString())).isEqualTo(1);
        assertThat(typed.err()).contains(file + " is there already");
        assertThat(file).hasContent("theirs");
    }

    @Test
    void withoutAGateway_itIsSaidHowOneIsNamed() {
        assertThat(typed.hearth("attach", "--data", folder.resolve("data").toString()))
                .isEqualTo(1);
        assertThat(typed.err()).contains("no gateway runs on", "--url");
    }
}
