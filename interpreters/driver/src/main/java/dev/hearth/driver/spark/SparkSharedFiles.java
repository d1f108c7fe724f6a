package dev.hearth.driver.spark;

import dev.hearth.driver.dispatch.SharedFiles;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.SparkSession;

/** The files of a session's SparkContext. Thread-safe. */
public final class SparkSharedFiles implements SharedFiles {
    private final Supplier<SparkSession> session;

    /** Files of the Spark that {@code session} waits for. */
    public SparkSharedFiles(Supplier<SparkSession> session) {
        this.session = session;
    }

    @Override
    public Path add(String uri) {
        try {
            session.get().sparkContext().addFile(uri);
        } catch (SparkUnavailableException e) {
            throw e;
        } catch (Exception e) { // of whatever file system: Scala declares none of them
            throw new IllegalArgumentException("Spark does not take " + uri + ": " + e.getMessage(), e);
        }
        return Path.of(SparkFiles.get(uri.substring(uri.lastIndexOf('/') + 1)));
    }
}
