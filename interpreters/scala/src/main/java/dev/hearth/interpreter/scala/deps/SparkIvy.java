package dev.hearth.interpreter.scala.deps;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Resolves coordinates as {@code spark-submit --packages} does: by the Ivy that Spark ships, with what Spark's configuration says
 * of repositories. Confined to one thread. By reflection: the classes are Spark's own, the same from 4.0 on.
 */
final class SparkIvy {
    private static final String UTILS = "org.apache.spark.util.MavenUtils";

    private final ClassLoader loader;
    private final SparkSide spark;

    SparkIvy(ClassLoader loader, SparkSide spark) {
        this.loader = loader;
        this.spark = spark;
    }

    /** Blocks while it downloads. The jars of the coordinates and of what they depend on. */
    List<Path> resolve(DependencyRequest request, Consumer<String> progress) throws DependencyException {
        PrintStream before = System.out;
        ResolverOutput output = new ResolverOutput(before, line -> tell(line, progress));
        try {
            Class<?> utils = Class.forName(UTILS, true, loader);
            Object jars = resolve(utils, request, output.stream());
            List<Path> found = new ArrayList<>();
            for (Object each : CollectionConverters.asJava((scala.collection.Iterable<?>) jars)) {
                String name = String.valueOf(each);
                found.add(name.startsWith("file:") ? Path.of(java.net.URI.create(name)) : Path.of(name));
            }
            return found;
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw IvyFailure.of(request, cause, output.lines());
        } catch (ReflectiveOperationException | LinkageError | ClassCastException differently) {
            throw new DependencyException(
                    "coordinates cannot be resolved here: there is no Spark whose resolver is known (" + differently
                            + ")",
                    List.of("Jars by path or URL can be added: jar /path/to/it.jar"));
        }
    }

    private Object resolve(Class<?> utils, DependencyRequest request, PrintStream output)
            throws ReflectiveOperationException {
        String coordinates =
                request.coordinates().stream().map(Coordinate::toString).collect(Collectors.joining(","));
        String repositories = String.join(
                ",",
                DependencyRequest.joined(
                        request.repositories(),
                        Arrays.stream(spark.conf("spark.jars.repositories")
                                        .orElse("")
                                        .split(","))
                                .filter(each -> !each.isBlank())
                                .map(String::strip)
                                .toList()));
        Option<String> remote = Option.apply(repositories.isEmpty() ? null : repositories);
        Option<String> folder = Option.apply(spark.conf("spark.jars.ivy").orElse(null));
        Optional<String> file = spark.conf("spark.jars.ivySettings");
        Object settings;
        Option<?> withoutCache = Option.apply(null);
        if (file.isPresent()) {
            settings = method(utils, "loadIvySettings", 4).invoke(null, file.get(), remote, folder, output);
        } else {
            Method build = method(utils, "buildIvySettings", 4);
            settings = build.invoke(null, remote, folder, true, output);
            withoutCache = Option.apply(build.invoke(null, remote, folder, false, output));
        }
        scala.collection.immutable.Seq<String> exclusions =
                CollectionConverters.asScala(request.exclusions()).toList();
        return method(utils, "resolveMavenCoordinates", 7)
                .invoke(null, coordinates, settings, withoutCache, request.transitive(), exclusions, false, output);
    }

    private static Method method(Class<?> utils, String name, int parameters) throws NoSuchMethodException {
        return Arrays.stream(utils.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == parameters)
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(UTILS + "." + name));
    }

    /** Passes on the lines that say what is being done. */
    private static void tell(String line, Consumer<String> progress) {
        String text = line.strip();
        if (text.startsWith("downloading ")) {
            progress.accept(text.replaceAll("\\s*\\.\\.\\.$", ""));
        } else if (text.toLowerCase(Locale.ROOT).startsWith("found ")) {
            progress.accept(text.replaceAll(" in (\\S+)$", ""));
        }
    }

    static @Nullable String name(Path path) {
        Path name = path.getFileName();
        return name == null ? null : name.toString();
    }
}
