package dev.hearth.driver;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who ends the JVM, as its threads show while shutdown hooks run: a signal, or code that called exit. Stateless. */
final class JvmEnd {
    /** What is said when nobody can be seen who ended it. */
    static final String TOLD = "the driver was told to end";

    /** The one who ends the JVM waits in this class until the hooks are done. */
    private static final String HOOKS = "java.lang.ApplicationShutdownHooks";

    /** What the JDK runs signals on. */
    private static final String SIGNAL = "java.lang.Terminator";

    /** Frames between the code that meant it and the hooks: the JDK's own, reflection's, and Scala's word for exit. */
    private static final List<String> BETWEEN = List.of("java.", "jdk.", "sun.", "scala.sys.");

    private JvmEnd() {}

    /** Who ends the JVM now; empty if it does not end or nobody can be seen. */
    static Optional<String> reason() {
        return reason(Thread.getAllStackTraces());
    }

    static Optional<String> reason(Map<Thread, StackTraceElement[]> threads) {
        return threads.entrySet().stream()
                .filter(each -> frames(each.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith(HOOKS)))
                .findFirst()
                .map(each -> sentence(each.getKey(), each.getValue()));
    }

    private static String sentence(Thread thread, StackTraceElement[] stack) {
        if (frames(stack).anyMatch(frame -> frame.getClassName().startsWith(SIGNAL))) {
            return TOLD + " (" + thread.getName().replace(" handler", "") + ")";
        }
        boolean bySystem = frames(stack)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.System")
                        && frame.getMethodName().equals("exit"));
        String caller = frames(stack)
                .filter(frame -> BETWEEN.stream()
                        .noneMatch(prefix -> frame.getClassName().startsWith(prefix)))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("thread " + thread.getName());
        return "code in the session ended the driver: " + caller + " called "
                + (bySystem ? "System.exit" : "Runtime.exit");
    }

    private static Stream<StackTraceElement> frames(StackTraceElement[] stack) {
        return Arrays.stream(stack);
    }
}
