package dev.hearth.driver.dispatch;

import java.nio.file.Path;

/** The files that a session's Spark gives to its executors. Implementations are thread-safe; calls wait until Spark is there. */
public interface SharedFiles {
    /**
     * Gives a file to all tasks, and to cells by {@code SparkFiles}.
     *
     * @param uri a path of this machine, or what Spark can read
     * @return where it is on this machine
     * @throws IllegalArgumentException if there is none, or another of the same name; the message is a sentence
     * @throws IllegalStateException if there is no Spark; the message is a sentence
     */
    Path add(String uri);
}
