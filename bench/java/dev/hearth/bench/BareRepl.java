package dev.hearth.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;
import scala.tools.nsc.interpreter.shell.ShellConfig;

/**
 * The Scala compiler's shell engine with nothing around it, to time cells in. Reads lines of the form {@code COUNT CODE} and
 * answers each with so many times in nanoseconds, on one line. Confined to the main thread.
 */
public final class BareRepl {
    /** A session of its own for the cells to see. Public because their code reads it. */
    public static volatile SparkSession session;

    private static final List<String> NAMES = List.of(
            "@transient lazy val spark: org.apache.spark.sql.SparkSession = dev.hearth.bench.BareRepl.session",
            "@transient lazy val sc: org.apache.spark.SparkContext = spark.sparkContext",
            "import org.apache.spark.SparkContext._",
            "import spark.implicits._",
            "import spark.sql",
            "import org.apache.spark.sql.functions._");

    private final PrintStream answers;
    private final IMain main;

    private BareRepl(Path classes, PrintStream answers) {
        this.answers = answers;
        Settings settings = new Settings(complaint -> BoxedUnit.UNIT);
        List<String> arguments = List.of(
                "-Yrepl-class-based",
                "-Yrepl-outdir",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"));
        settings.processArguments(CollectionConverters.asScala(arguments).toList(), true);
        ReplReporterImpl reporter =
                new ReplReporterImpl(ShellConfig.apply(settings), settings, new PrintWriter(Writer.nullWriter()));
        main = new IMain(settings, Option.apply(BareRepl.class.getClassLoader()), settings, reporter);
        main.initializeCompiler();
    }

    /** Takes the folder for classes, and {@code spark} if the cells are to have the names that Spark's shell begins with. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        BareRepl repl = new BareRepl(Path.of(arguments[0]), answers);
        if (arguments.length > 1 && arguments[1].equals("spark")) {
            session = SparkSession.builder()
                    .master("local[2]")
                    .config("spark.ui.enabled", "false")
                    .getOrCreate();
            NAMES.forEach(repl::run);
        }
        repl.serve();
        System.exit(0);
    }

    private long run(String code) {
        long begin = System.nanoTime();
        Results.Result result = main.interpret(code);
        long took = System.nanoTime() - begin;
        if (!result.toString().equals("Success")) {
            throw new IllegalStateException("a cell failed: " + code);
        }
        return took;
    }

    private void serve() throws IOException {
        answers.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] parts = order.split(" ", 2);
            StringBuilder times = new StringBuilder();
            for (int i = Integer.parseInt(parts[0]); i > 0; i--) {
                times.append(run(parts[1])).append(' ');
            }
            answers.println(times);
        }
    }
}
