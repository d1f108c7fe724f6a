package dev.hearth.gateway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** Commands as they are typed, and what the last one said. None of them can start a gateway. Confined to one thread. */
final class Typed {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line = HearthCommand.commandLine(
                    options -> {
                        throw new IOException("no gateway is started in this test");
                    },
                    config -> Path.of("archive"),
                    (config, profile, told) -> List.of("hdfs:/spark.zip of " + profile.orElse("?")))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));

    /** Runs a command; gives its exit code. */
    int hearth(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return line.execute(words);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
