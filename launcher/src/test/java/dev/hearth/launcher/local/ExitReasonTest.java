package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.local.ExitReason.Circumstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitReasonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "main" | it ran out of memory
            java.lang.OutOfMemoryError: GC overhead limit exceeded | it ran out of memory (GC overhead limit exceeded)
            java.net.BindException: Address already in use: Service 'sparkDriver' | an address that it needs is in use (Address already in use: Service 'sparkDriver')
            Error: Could not find or load main class dev.hearth.driver.DriverMain | the class dev.hearth.driver.DriverMain was not found
            java.lang.ClassNotFoundException: org.example.A | the class org.example.A was not found
            Cannot run program "/opt/python3": error=2, No such file or directory | the Python /opt/python3 cannot be run
            ModuleNotFoundError: No module named 'pyspark' | its Python has no module pyspark
            java.lang.UnsupportedOperationException: getSubject is not supported | this Java is too new for the Hadoop client of this Spark
            java.io.IOException: No space left on device | the disk is full
            Unrecognized VM option 'UseMagic' | Java does not know the option UseMagic
            Improperly specified VM option 'MaxMetaspaceSize=much' | Java does not accept the option MaxMetaspaceSize=much
            # A fatal error has been detected by the Java Runtime Environment: | the JVM itself crashed
            There is insufficient memory for the Java Runtime Environment to continue. | the machine does not have the memory that the driver is set to use
            """)
    void explain_logIsRecognised_saysWhatItMeans(String line, String meaning) {
        assertThat(explain(1, Circumstance.NONE, "before\n" + line + "\n\tat some.Frame\n")
                        .reason())
                .isEqualTo("the driver exited with code 1: " + meaning);
    }

    @Test
    void explain_severalSigns_theOneNearestTheEndCounts() {
        String log = "java.lang.ClassNotFoundException: a.B\nNo module named numpy\nWARN all is well\n";

        assertThat(explain(1, Circumstance.NONE, log).reason()).endsWith(": its Python has no module numpy");
    }

    @Test
    void explain_exitedWithZero_blamesNothing() {
        assertThat(explain(0, Circumstance.NONE, "java.lang.ClassNotFoundException: a.B")
                        .reason())
                .isEqualTo("the driver exited with code 0");
    }

    @Test
    void explain_killedWhileTheKernelKills_saysThatMemoryRanOut() {
        DriverExit exit = explain(137, Circumstance.KERNEL_KILLED_SOMETHING, "java.lang.ClassNotFoundException: a.B");

        assertThat(exit.signal()).isEqualTo(Optional.of("SIGKILL"));
        assertThat(exit.reason())
                .isEqualTo("the driver was ended by SIGKILL: most likely the kernel killed it because the machine's or"
                        + " container's memory ran out");
    }

    @Test
    void explain_killedByNobodyKnown_doesNotBlameTheLog() {
        assertThat(explain(137, Circumstance.NONE, "java.lang.ClassNotFoundException: a.B")
                        .reason())
                .isEqualTo("the driver was ended by SIGKILL, which somebody outside sent");
    }

    @Test
    void explain_longQuote_isShortened() {
        assertThat(explain(1, Circumstance.NONE, "java.lang.OutOfMemoryError: " + "x".repeat(5000))
                        .reason())
                .hasSizeLessThan(300)
                .endsWith("…)");
    }

    @Test
    void explain_codeUnknown_believesOnlyTheVeryEndOfTheLog() {
        LogTail log = new LogTail("java.lang.ClassNotFoundException: a.B\nlast", List.of("OutOfMemoryError", "last"));
        LogTail telling = new LogTail("", List.of("java.lang.OutOfMemoryError: Java heap space"));

        assertThat(ExitReason.explain(OptionalInt.empty(), Circumstance.NONE, log)
                        .reason())
                .isEqualTo("the driver ended; its exit code is not known, because another process had started it");
        assertThat(ExitReason.explain(OptionalInt.empty(), Circumstance.KERNEL_KILLED_SOMETHING, telling)
                        .reason())
                .endsWith("had started it; meanwhile the kernel killed some process because memory ran out;"
                        + " the end of its log says: it ran out of memory (Java heap space)");
    }

    private static DriverExit explain(int code, Circumstance circumstance, String log) {
        return ExitReason.explain(OptionalInt.of(code), circumstance, new LogTail(log, List.of()));
    }
}
