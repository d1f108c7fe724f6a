package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.ExecutionResult;
import java.io.PrintStream;
import java.nio.file.Files;

/** Interrupts what {@link ScalaInterruptTest} interrupts, without Spark, on the JDK that runs this. */
public final class InterruptsHere {
    private InterruptsHere() {}

    /** Prints a line for each cell that ended when it was asked to, and {@code all ended}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream console = System.out;
        ScalaSession session = new ScalaSession(ScalaSettings.in(Files.createTempDirectory("cells")));
        for (String code : Endless.CELLS) {
            ScalaSession.Running cell = session.begin("println(\"on\")\n" + code);
            cell.sink().awaitOut("on\n");
            cell.interrupt();
            check(cell.result(), code);
            session.text("1 + 1");
            console.println("ended: " + code.replace("\n", "; "));
        }
        console.println("all ended on " + Runtime.version().feature());
        System.exit(0);
    }

    private static void check(ExecutionResult result, String code) {
        if (!(result instanceof ExecutionResult.Interrupted)) {
            throw new IllegalStateException(code + " came to " + result);
        }
    }
}
