package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Scala cells in a program of one's own: runs each argument as a cell and prints what it printed and what it came to. */
public final class ScalaExample {
    private ScalaExample() {}

    /** Needs the Scala library and compiler on the class path, and neither Spark nor a gateway. */
    public static void main(String[] cells) throws Exception {
        PrintStream console = System.out;
        Path classes = Files.createTempDirectory("cells");
        StandardStreams streams = StandardStreams.install();
        ScalaInterpreter scala = new ScalaInterpreter(ScalaSettings.in(classes), streams);
        try (streams;
                scala) {
            scala.start();
            for (int number = 1; number <= cells.length; number++) {
                ScalaSession.Context context = new ScalaSession.Context();
                Cell cell = new Cell("cell-" + number, cells[number - 1], number, false, true, "example", null);
                ExecutionResult result = scala.execute(cell, context);
                console.print(context.sink.out());
                console.println(result.<String>match(
                        succeeded -> text(succeeded.value()),
                        failed -> String.join("\n", failed.traceback()),
                        interrupted -> interrupted.evalue(),
                        aborted -> aborted.reason()));
            }
        }
    }

    private static String text(@Nullable MimeBundle shown) {
        return shown == null
                ? ""
                : Json.parse(shown.data()).path(MimeBundle.TEXT_PLAIN).asText();
    }
}
