package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which folders of kernelspecs the options mean: of {@code remove --all}, too. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class PlaceOptionTest {
    @TempDir
    Path folder;

    @Command
    private static final class Any {
        @Mixin
        private final PlaceOption place = new PlaceOption();
    }

    private static PlaceOption place(String... words) {
        Any any = new Any();
        new CommandLine(any).parseArgs(words);
        return any.place;
    }

    @Test
    void python_meansItsEnvironment_andNoOtherPlace() throws Exception {
        Path python = Files.writeString(
                folder.resolve("a python"), "#!/bin/sh\nprintf %s '" + folder.resolve("an environment") + "'\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        Path kernels = folder.resolve("an environment/share/jupyter/kernels");
        for (String[] words :
                new String[][] {{"--python", python.toString()}, {"--sys-prefix", "--python", python.toString()}}) {
            assertThat(place(words).kernels()).isEqualTo(kernels);
            assertThat(place(words).searched()).containsExactly(kernels);
        }
    }

    @Test
    void nothing_meansTheUsersToWriteTo_andAllPlacesToLookInto() throws Exception {
        assertThat(place().searched())
                .contains(place().kernels(), Path.of("/usr/local/share/jupyter/kernels"))
                .hasSizeGreaterThan(2);
        assertThat(place("--user").searched()).containsExactly(place().kernels());
        assertThat(place("--prefix", "/opt/one").searched()).containsExactly(Path.of("/opt/one/share/jupyter/kernels"));
    }
}
