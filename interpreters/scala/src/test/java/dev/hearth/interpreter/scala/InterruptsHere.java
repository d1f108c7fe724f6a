package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.ExecutionResult;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Interrupts what {@link ScalaInterruptTest} interrupts, and a Spark job, on the JDK that runs this. */
public final class InterruptsHere {
    private InterruptsHere() {}

    /** Prints a line for each cell that ended when it was asked to, and {@code all ended}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream console = System.out;
        Files.createDirectories(Path.of("target"));
        SparkHere here = new SparkHere("local[2]");
        for (String code : Endless.CELLS) {
            ScalaSession.Running cell = here.session.begin("println(\"on\")\n" + code);
            cell.sink().awaitOut("on\n");
            cell.interrupt();
            check(cell.result(), code);
            here.session.text("1 + 1");
            console.println("ended: " + code.replace("\n", "; "));
        }
        check(here.interruptedInTwoTasks("while (true) {}"), "a job");
        console.println("ended: a Spark job");
        console.println("all ended on " + Runtime.version().feature());
        System.exit(0);
    }

    private static void check(ExecutionResult result, String code) {
        if (!(result instanceof ExecutionResult.Interrupted)) {
            throw new IllegalStateException(code + " came to " + result);
        }
    }
}
