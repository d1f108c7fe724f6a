package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedClassesTest {
    /** Prints what a JVM of its own finds. */
    public static final class Asked {
        public static void main(String[] arguments) {
            System.out.println(LoadedClasses.archivedShare());
        }
    }

    @Test
    void archivedShare_isHighWithTheArchiveOfTheJdk_andZeroWithoutAny() throws Exception {
        assertThat(inJvmWith("-Xshare:auto")).isBetween(0.5, 1.0);
        assertThat(inJvmWith("-Xshare:off")).isZero();
    }

    @Test
    void archivedShare_withoutPerformanceData_isUnknown() throws Exception {
        assertThat(inJvmWith("-XX:-UsePerfData")).isEqualTo(-1);
        assertThat(LoadedClasses.archivedShare(new byte[64])).isEqualTo(-1);
    }

    private static double inJvmWith(String option) throws Exception {
        String classes = Path.of(LoadedClasses.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String tests = Path.of(Asked.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option));
        command.addAll(List.of("-cp", classes + File.pathSeparator + tests, Asked.class.getName()));
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Double.parseDouble(said.strip());
    }
}
