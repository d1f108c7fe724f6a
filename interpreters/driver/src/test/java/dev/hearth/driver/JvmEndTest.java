package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The forms that no other test brings about; {@link EndIT} has those of real processes. */
class JvmEndTest {
    private static StackTraceElement[] stack(String... frames) {
        return Stream.of(frames)
                .map(frame -> new StackTraceElement(
                        frame.substring(0, frame.lastIndexOf('.')),
                        frame.substring(frame.lastIndexOf('.') + 1),
                        null,
                        -1))
                .toArray(StackTraceElement[]::new);
    }

    @Test
    void reason_whileNobodyEndsIt_isEmpty() {
        assertThat(JvmEnd.reason()).isEmpty();
    }

    @Test
    void reason_exitThroughScalaAndReflection_namesTheCodeBehindThem() {
        StackTraceElement[] ends = stack(
                "java.lang.Object.wait",
                "java.lang.ApplicationShutdownHooks.runHooks",
                "java.lang.Shutdown.exit",
                "java.lang.Runtime.exit",
                "scala.sys.package$.exit",
                "jdk.internal.reflect.DirectMethodHandleAccessor.invoke",
                "java.lang.reflect.Method.invoke",
                "com.example.Quits.now",
                "com.example.Main.main");
        StackTraceElement[] other = stack("java.lang.Shutdown.exit", "com.example.Waits.forIt");
        assertThat(JvmEnd.reason(Map.of(new Thread("a"), other, new Thread("b"), ends)))
                .contains("code in the session ended the driver: com.example.Quits.now called Runtime.exit");
    }

    @Test
    void reason_exitOfNobodysFrame_namesTheThread() {
        StackTraceElement[] ends =
                stack("java.lang.ApplicationShutdownHooks.runHooks", "java.lang.System.exit", "java.lang.Thread.run");
        assertThat(JvmEnd.reason(Map.of(new Thread("timer"), ends)))
                .contains("code in the session ended the driver: thread timer called System.exit");
    }
}
