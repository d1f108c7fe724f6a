package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BridgeLogTest {
    private final List<String> lines = new ArrayList<>();
    private long now = 1;
    private final BridgeLog log = new BridgeLog(lines::add, () -> now);

    @Test
    void often_writesTheFirstOnes_andLaterOneThatCountsTheRest() {
        for (int i = 0; i < 1000; i++) {
            log.often("bad", "bad message");
        }
        log.often("other", "another kind");
        assertThat(lines)
                .containsExactly(
                        "hearth-bridge: bad message",
                        "hearth-bridge: bad message",
                        "hearth-bridge: bad message",
                        "hearth-bridge: another kind");
        now += TimeUnit.SECONDS.toNanos(11);
        log.often("bad", "bad message");
        assertThat(lines).endsWith("hearth-bridge: bad message (and 997 more of the kind)");
    }

    @Test
    void say_writesOneLine_whateverThereIsInIt() {
        log.say("a\nb\u001b[31mc");

        assertThat(lines).containsExactly("hearth-bridge: a b [31mc");
    }
}
