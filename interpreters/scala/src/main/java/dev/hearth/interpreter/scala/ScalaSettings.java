package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.scala.deps.JarSettings;
import dev.hearth.interpreter.scala.show.ViewLimits;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a {@link ScalaInterpreter} is set up. Immutable.
 *
 * @param outputDirectory where the classes of cells are written; made if absent, never deleted; what
 *     {@code spark.repl.class.outputDir} names
 * @param classPath files and folders that cells are compiled against
 * @param parentLoader loads what cells use; must see the Scala library that the interpreter itself runs on
 * @param prelude compiled names that every cell sees beneath its own
 * @param bindings names defined from the start
 * @param preamble import lines that hold from the start
 * @param resultBytes how much of a result's text is shown, in bytes of UTF-8
 * @param stopAfter how long an interrupted cell may go on before its thread is stopped the hard way (JDK 17 to 19 only)
 * @param renderer turns results into MIME bundles
 * @param views how much is shown of tables
 * @param jars how jars that cells ask for are found, and whose executors get them
 */
public record ScalaSettings(
        Path outputDirectory,
        List<String> classPath,
        ClassLoader parentLoader,
        Prelude prelude,
        List<Binding> bindings,
        List<String> preamble,
        int resultBytes,
        Duration stopAfter,
        Renderer renderer,
        ViewLimits views,
        JarSettings jars) {
    /** {@code resultBytes} unless said otherwise. */
    public static final int DEFAULT_RESULT_BYTES = 64 * 1024;

    /** {@code stopAfter} unless said otherwise. */
    public static final Duration DEFAULT_STOP_AFTER = Duration.ofSeconds(10);

    public ScalaSettings {
        Objects.requireNonNull(parentLoader, "parentLoader");
        Objects.requireNonNull(renderer, "renderer");
        Objects.requireNonNull(views, "views");
        Objects.requireNonNull(jars, "jars");
        outputDirectory = outputDirectory.toAbsolutePath();
        classPath = List.copyOf(classPath);
        bindings = List.copyOf(bindings);
        preamble = List.copyOf(preamble);
        if (resultBytes < 1) {
            throw new IllegalArgumentException("resultBytes is " + resultBytes);
        }
    }

    /** Scala on this program's own class path, with no names of ours but those around displays. */
    public static ScalaSettings in(Path outputDirectory) {
        return new ScalaSettings(
                outputDirectory,
                List.of(System.getProperty("java.class.path", "").split(File.pathSeparator)),
                ScalaSettings.class.getClassLoader(),
                Prelude.DISPLAYS,
                List.of(),
                List.of(),
                DEFAULT_RESULT_BYTES,
                DEFAULT_STOP_AFTER,
                Renderer.RICH,
                ViewLimits.DEFAULTS,
                JarSettings.DEFAULTS);
    }

    /** The same on another class path. */
    public ScalaSettings withClassPath(List<String> entries, ClassLoader loader) {
        return new ScalaSettings(
                outputDirectory,
                entries,
                loader,
                prelude,
                bindings,
                preamble,
                resultBytes,
                stopAfter,
                renderer,
                views,
                jars);
    }

    /** The same with compiled names beneath those of cells. */
    public ScalaSettings withPrelude(Prelude names) {
        return new ScalaSettings(
                outputDirectory,
                classPath,
                parentLoader,
                names,
                bindings,
                preamble,
                resultBytes,
                stopAfter,
                renderer,
                views,
                jars);
    }

    /** The same with names and imports that hold from the start. */
    public ScalaSettings withBindings(List<Binding> names, List<String> imports) {
        return new ScalaSettings(
                outputDirectory,
                classPath,
                parentLoader,
                prelude,
                names,
                imports,
                resultBytes,
                stopAfter,
                renderer,
                views,
                jars);
    }

    /** The same with other limits. */
    public ScalaSettings withLimits(int shownBytes, Duration patience) {
        return new ScalaSettings(
                outputDirectory,
                classPath,
                parentLoader,
                prelude,
                bindings,
                preamble,
                shownBytes,
                patience,
                renderer,
                views,
                jars);
    }

    /** The same with another renderer. */
    public ScalaSettings withRenderer(Renderer other) {
        return with(other, views, jars);
    }

    /** The same with other limits of tables. */
    public ScalaSettings withViews(ViewLimits limits) {
        return with(renderer, limits, jars);
    }

    /** The same with another way to jars. */
    public ScalaSettings withJars(JarSettings other) {
        return with(renderer, views, other);
    }

    private ScalaSettings with(Renderer shown, ViewLimits limits, JarSettings found) {
        return new ScalaSettings(
                outputDirectory,
                classPath,
                parentLoader,
                prelude,
                bindings,
                preamble,
                resultBytes,
                stopAfter,
                shown,
                limits,
                found);
    }
}
