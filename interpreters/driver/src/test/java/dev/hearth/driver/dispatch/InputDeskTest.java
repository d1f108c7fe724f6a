package dev.hearth.driver.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.driver.output.TestPublisher;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class InputDeskTest {
    @Test
    void ask_inACellInterruptedJustBefore_endsAtOnceAndAsksNobody(@TempDir Path folder) throws Exception {
        try (TestPublisher said = new TestPublisher(folder)) {
            InputDesk desk = new InputDesk(said.publisher);
            AtomicBoolean interrupted = new AtomicBoolean(true);
            desk.cancel("cell"); // finds nothing yet
            assertThatThrownBy(() -> desk.ask(TestPublisher.parent("cell", false), "name?", false, interrupted::get))
                    .isInstanceOf(InterruptedException.class);
            assertThat(said.log.last()).isZero();
        }
    }
}
