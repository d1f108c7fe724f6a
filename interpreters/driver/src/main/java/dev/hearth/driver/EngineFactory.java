package dev.hearth.driver;

import dev.hearth.driver.output.Publisher;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Makes the engine of a driver. */
@FunctionalInterface
public interface EngineFactory {
    /**
     * An engine in which nothing is started.
     *
     * @param publisher where events of cells go
     * @param onSparkEnd to be told, with a sentence, when somebody ends Spark; does not block
     */
    Engine make(
            LaunchDescriptor descriptor,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            Consumer<String> onSparkEnd);
}
