package dev.hearth.submitter;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The submitter's program. Its one argument is the folder for its files; see {@link Desk} for what it reads and writes. */
public final class SubmitterMain {
    private SubmitterMain() {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        // What libraries print goes elsewhere: a line on standard output is an answer.
        FileOutputStream answers = new FileOutputStream(FileDescriptor.out);
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        InputStream requests = System.in;
        System.setIn(InputStream.nullInputStream());
        Path folder = WorkFolder.open(Path.of(arguments[0]));
        try (Clusters clusters = new Clusters()) {
            new Desk(new Operations(clusters, folder), requests, answers).serve();
        }
        System.exit(0); // threads of Hadoop's may be left
    }
}
