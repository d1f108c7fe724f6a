package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cell an interrupt reaches, and what it ends. */
class DispatchInterruptTest {
    private Path folder;
    private TestPeer peer;
    private DriverUnderTest driver;

    @BeforeEach
    void start(@TempDir Path given) throws Exception {
        folder = given;
        peer = new TestPeer();
        driver = DriverUnderTest.start(peer, folder);
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
        peer.close();
    }

    @Test
    void interrupt_isVoidForLaterCells_andStillAnswered() throws Exception {
        String interrupt = peer.interrupt();
        String cell = peer.execute("a", "print unharmed");
        peer.awaitIdle(cell);
        peer.awaitIdle(interrupt);
        assertThat(peer.of(cell).stdout()).isEqualTo("unharmed");
        assertThat(peer.of(interrupt).content("interrupt_reply").path("status").asText())
                .isEqualTo("ok");
        assertThat(peer.of(interrupt).record("interrupt_reply").envelope().channel())
                .isEqualTo(Channel.CONTROL);
    }

    @Test
    void interrupt_asksSparkAgainUntilTheCellEnded() throws Exception {
        String cell = peer.execute("a", "hang-deaf");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(cell).has("stream")); // the interpreter has it
        peer.interrupt();
        peer.awaitIdle(cell);
        int asked = driver.engine.cancelled.size();
        assertThat(asked).isGreaterThanOrEqualTo(3);
        String next = peer.execute("a", "print usable");
        peer.awaitIdle(next);
        assertThat(peer.of(next).stdout()).isEqualTo("usable");
        assertThat(driver.engine.cancelled).hasSize(asked);
    }

    @Test
    void interrupt_ofACellThatEndsAtOnce_cancelsItsJobsOnceMoreAtItsEnd() throws Exception {
        String cell = peer.execute("a", "hang");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(cell).has("execute_input"));
        peer.interrupt();
        peer.awaitIdle(cell);
        assertThat(driver.engine.cancelled).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void interrupt_beforeTheInterpreterKnowsTheCell_endsItAllTheSame() throws Exception {
        String cell = peer.execute("a", "late");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(cell).has("execute_input"));
        peer.interrupt();
        peer.awaitIdle(cell);
        assertThat(peer.of(cell).content("error").path("ename").asText()).isEqualTo("KeyboardInterrupt");
    }

    @Test
    void input_interrupted_endsTheWait_andWithoutStdinIsRefused() throws Exception {
        String cell = peer.execute("a", Json.object().put("code", "ask x").put("stop_on_error", false));
        peer.await("the question", Duration.ofSeconds(5), p -> p.of(cell).has("input_request"));
        peer.interrupt();
        peer.awaitIdle(cell);
        assertThat(peer.of(cell).content("execute_reply").path("ename").asText())
                .isEqualTo("KeyboardInterrupt");
        String deaf = peer.execute("a", Json.object().put("code", "ask x").put("allow_stdin", false));
        peer.awaitIdle(deaf);
        assertThat(peer.of(deaf).has("input_request")).isFalse();
        assertThat(peer.of(deaf).content("error").path("ename").asText()).isEqualTo("InputNotAllowed");
    }
}
