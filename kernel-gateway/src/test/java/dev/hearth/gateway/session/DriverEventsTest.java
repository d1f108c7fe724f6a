package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriverEventsTest {
    private final DriverEvents events = new DriverEvents(StartReport.asked(0));

    private long admitted(long nowMillis, int count) {
        return IntStream.range(0, count)
                .filter(each -> events.admit(nowMillis + each % 10))
                .count();
    }

    @Test
    void admit_ofAFlood_letsAThousandInASecondPass() {
        assertThat(admitted(5_000, 3_000)).isEqualTo(1_000);
        assertThat(admitted(5_500, 10)).isZero();
        assertThat(admitted(6_000, 3_000)).isEqualTo(1_000);
        assertThat(admitted(90_000, 7)).isEqualTo(7);
    }

    @Test
    void facts_ofADriverThatTellsMany_areBoundedInNumberAndLength() {
        for (int i = 0; i < 1_000; i++) {
            events.fact("name " + i + "x".repeat(5_000), "y".repeat(5_000));
        }
        assertThat(events.report().facts()).hasSize(64).allSatisfy((name, value) -> {
            assertThat(name).hasSize(2048);
            assertThat(value).hasSize(2048);
        });
    }
}
