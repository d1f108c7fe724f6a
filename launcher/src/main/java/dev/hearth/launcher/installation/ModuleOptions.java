package dev.hearth.launcher.installation;

import dev.hearth.launcher.LaunchException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks a Spark which options its JVMs need. Immutable and thread-safe. */
final class ModuleOptions {

    static final String MARK = "options: ";
    private static final String TOLERANT = "-XX:+IgnoreUnrecognizedVMOptions";

    private final ShortCommand command;

    ModuleOptions(ShortCommand command) {
        this.command = command;
    }

    List<String> of(SparkInstallation spark, JavaInstallation java) throws LaunchException {
        Path launcher = spark.jar("spark-launcher_")
                .orElseThrow(() -> new LaunchException(
                        LaunchException.Reason.NO_SPARK,
                        "the Spark at " + spark.home() + " has no spark-launcher among its jars"));
        try {
            String printed = command.run(List.of(
                    java.executable().toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    ownClasses() + File.pathSeparator + launcher,
                    ModuleOptionsMain.class.getName()));
            return parse(printed);
        } catch (IOException e) {
            throw new LaunchException(
                    LaunchException.Reason.NO_SPARK,
                    "the Spark at " + spark.home() + " does not say which Java options it needs: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The options in what was printed, made fit for drivers. The one that makes the JVM tolerate unknown options comes
     * first: Spark names options of later JDKs, and it only holds for what follows it. {@code --add-modules} is left
     * out: it rules out the archived module graph, part of what a class-data archive saves, for a vector module that
     * only linear algebra uses and that speaks up on standard error at each start.
     */
    static List<String> parse(String printed) throws IOException {
        String line = printed.lines()
                .filter(each -> each.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IOException("no options in its answer"));
        List<String> options = new ArrayList<>(List.of(TOLERANT));
        String[] words = line.substring(MARK.length()).strip().split("\\s+");
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--add-modules")) {
                i++;
            } else if (words[i].startsWith("-")
                    && !words[i].startsWith("--add-modules=")
                    && !words[i].equals(TOLERANT)) {
                options.add(words[i]);
            } else if (!words[i].startsWith("-")
                    && options.get(options.size() - 1).startsWith("--")) {
                options.add(words[i]);
            }
        }
        return List.copyOf(options);
    }

    private static Path ownClasses() throws IOException {
        try {
            return Path.of(ModuleOptionsMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("this program's own classes are not in a file", e);
        }
    }
}
