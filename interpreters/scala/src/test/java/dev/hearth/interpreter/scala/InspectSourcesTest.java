package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Inspection;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session tells of names in libraries and in the JDK, from sources that lie in the places it looks at. */
class InspectSourcesTest {
    private static Path folder;
    private static Path given;
    private static ScalaSession session;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        given = Files.createDirectories(folder.resolve("given"));
        System.setProperty(Sources.FOLDERS, folder.resolve("no-such") + File.pathSeparator + given);
        try {
            session = new ScalaSession(ScalaSettings.in(Files.createTempDirectory(Path.of("target"), "cells")));
        } finally {
            System.clearProperty(Sources.FOLDERS);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
    }

    @Test
    void inspect_libraryWithItsSourcesBesideIt_hasItsDocumentation() throws Exception {
        Path jars = Files.createDirectories(folder.resolve("beside"));
        library(jars, "Kettle", jars);
        assertThat(inspect("new tiny.Kettle().boi|l(3)"))
                .contains("boil")
                .contains(": Int): Int")
                .contains("Boils water in a Kettle.\n\n@param cups how many");
        assertThat(inspect("new tiny.Kettle().boil(|")).contains("Boils water in a Kettle.");
        assertThat(inspect("val kettle = new tiny.Kettle; kettle.bo|il")).contains("Boils water in a Kettle.");
        assertThat(inspect("val kettle = new tiny.Kettle; kettle.boil(kettle.boil(1) + |"))
                .contains("Boils water in a Kettle.");
        assertThat(inspect("import scala.math._, tiny.Kettle._; emptie|d")).contains("All out.");
        assertThat(inspect("import tiny.Kettle._\nemptied(|)")).contains("All out.");
        assertThat(inspect("new tiny.Kett|le")).contains("About Kettle.");
        assertThat(inspect("val x = new tiny.Kettle(); x.pou|r")).contains("Pours.");
        assertThat(inspect("val x = new tiny.Kettle(); x.pour(|")).contains("Pours.");
        assertThat(inspect("val x = new tiny.Kettle(); x.pour(\"a\",| ")).contains("Pours.");
        assertThat(inspect("tiny.Kett|le.most")).contains("About Kettle.");
        assertThat(inspect("tiny.Kettle.mo|st")).contains("The most of Kettle.");
    }

    @Test
    void inspect_libraryWithItsSourcesWhereIvyKeepsThem_hasItsDocumentation() throws Exception {
        Path artifact = Files.createDirectories(folder.resolve("cache/org.tiny/teapot"));
        library(
                Files.createDirectories(artifact.resolve("jars")),
                "Teapot",
                Files.createDirectories(artifact.resolve("srcs")));
        assertThat(inspect("new tiny.Teapot().bo|il(3)")).contains("Boils water in a Teapot.");
    }

    @Test
    void inspect_libraryWithItsSourcesInAGivenFolder_hasItsDocumentation() throws Exception {
        library(Files.createDirectories(folder.resolve("jars")), "Samovar", given);
        assertThat(inspect("new tiny.Samovar().bo|il(3)")).contains("Boils water in a Samovar.");
    }

    @Test
    void inspect_libraryWithoutSources_hasItsTypes() throws Exception {
        library(Files.createDirectories(folder.resolve("bare")), "Pan", Files.createDirectories(folder.resolve("off")));
        assertThat(inspect("new tiny.Pan().bo|il(3)")).contains(": Int): Int").doesNotContain("water");
    }

    @Test
    void inspect_classOfTheJdk_hasWhatASrcZipSays() throws Exception {
        // Where this JDK brings its own, that comes first, and says something else of a class that is in both.
        Path own = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        zip(given.resolve("src.zip"), "java.base/java/util/StringJoiner.java", """
                package java.util;
                /** Joins, says the given folder. */
                public final class StringJoiner {
                    /** Adds, says the given folder. */
                    public StringJoiner add(CharSequence newElement) {
                        return this;
                    }
                }
                """);
        String joiner = Files.isReadable(own) ? "StringJoiner is used to construct" : "Joins, says the given folder.";
        String add = Files.isReadable(own) ? "Adds a copy of the given" : "Adds, says the given folder.";
        assertThat(inspect("val joiner: java.util.String|Joiner = null")).contains(joiner);
        assertThat(inspect("new java.util.StringJoiner(\",\").ad|d(\"x\")"))
                .contains(": CharSequence): java.util.StringJoiner")
                .contains(add);
    }

    /** A jar with one class, known to the session from now on, and its sources in a jar of their own. */
    private static void library(Path jars, String name, Path sources) throws Exception {
        String body = """

                    /** The most of %1$s. */
                    public static final int most = 12;

                    /**
                     * Boils water in a %1$s.
                     *
                     * @param cups how many
                     */
                    public int boil(int cups) {
                        return cups;
                    }

                    /** All out. */
                    public static int emptied(int cups) {
                        return cups;
                    }

                    /** Pours. */
                    public int pour(int cups) {
                        return cups;
                    }

                    public int pour(String cup) {
                        return cup.length();
                    }
                """.formatted(name);
        Path jar = TinyRepository.jar(jars.resolve(name + "-1.0.jar"), name, body);
        zip(
                sources.resolve(name + "-1.0-sources.jar"),
                "tiny/" + name + ".java",
                "package tiny;\n/** About " + name + ". */\npublic class " + name + " {\n" + body + "}\n");
        session.text("%AddJar " + jar.toUri());
    }

    private static void zip(Path path, String name, String content) throws Exception {
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String inspect(String marked) throws Exception {
        Inspection inspection = session.interpreter.inspect(marked.replace("|", ""), marked.indexOf('|'), 0);
        assertThat(inspection.found()).as(marked).isTrue();
        return ScalaSession.plain(inspection.bundle());
    }
}
