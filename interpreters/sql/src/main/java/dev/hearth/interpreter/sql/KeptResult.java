package dev.hearth.interpreter.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.arrow.ArrowConverters;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * All rows of a result, in a file: an Arrow IPC stream. Immutable.
 *
 * @param file which may go, when there is no room for it any more
 * @param batches where in the file the rows are, in order
 * @param rows how many there are
 * @param bytes how long the file is
 */
record KeptResult(Path file, StructType schema, List<Batch> batches, long rows, long bytes) {
    /** Some rows: {@code bytes} at {@code offset}. */
    record Batch(long offset, int bytes, int rows) {}

    /** A part of the rows, read without a job, and so many of them to skip. */
    record Part(Dataset<Row> rows, int skip) {}

    KeptResult {
        batches = List.copyOf(batches);
    }

    /**
     * The batches that have rows from {@code from} on.
     *
     * @param count of rows; fewer if there are no more
     * @throws IOException if the file is gone, or cannot be read
     */
    Part part(SparkSession spark, long from, int count) throws IOException {
        List<byte[]> read = new ArrayList<>();
        long first = 0;
        int skip = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Batch batch : batches) {
                long behind = first + batch.rows();
                if (behind > from && first < from + count) {
                    skip = read.isEmpty() ? (int) (from - first) : skip;
                    read.add(bytes(channel, batch));
                }
                first = behind;
            }
        }
        Dataset<Row> rows = ArrowConverters.toDataFrame(
                CollectionConverters.asScala(read.iterator()),
                schema.json(),
                (org.apache.spark.sql.classic.SparkSession) spark);
        return new Part(rows, Math.max(0, skip));
    }

    private static byte[] bytes(FileChannel channel, Batch batch) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(batch.bytes());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, batch.offset() + bytes.position()) < 0) {
                throw new IOException("the file of a kept result is shorter than it was");
            }
        }
        return bytes.array();
    }
}
