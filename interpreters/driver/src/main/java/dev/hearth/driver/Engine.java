package dev.hearth.driver;

import dev.hearth.driver.dispatch.CellJobs;
import dev.hearth.driver.dispatch.Languages;
import dev.hearth.driver.dispatch.OwnComms;
import dev.hearth.driver.dispatch.SharedFiles;
import dev.hearth.protocol.RawJson;

/** What a driver runs cells with: the languages and Spark. Implementations are thread-safe. */
public interface Engine extends AutoCloseable {
    /** The languages; none is started yet. */
    Languages languages();

    /** The Spark jobs of cells. */
    CellJobs jobs();

    /** The comms that are served whatever the language. */
    OwnComms comms();

    /** The files that Spark gives to executors. */
    SharedFiles files();

    /**
     * Starts Spark. Blocks until it is there.
     *
     * @return the content of {@code hearth_facts}
     * @throws IllegalStateException if it does not start; the message is a sentence
     */
    RawJson startSpark();

    /** The lines that a console shows first. */
    String banner();

    /** Ends the languages, then Spark. Twice is fine. Does not throw. */
    @Override
    void close();
}
