package dev.hearth.interpreter.sql;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.arrow.ArrowBatchStreamWriter;
import org.apache.spark.sql.execution.arrow.ArrowConverters$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Iterator;

/**
 * Writes all rows of a result into a file. Executors make the batches, all partitions at once, and keep them on their disks until
 * they have been fetched, one after the other: nothing is ever in the driver's memory but one partition. Stateless.
 */
final class ArrowFile {
    private ArrowFile() {}

    /** The result is longer than may be kept. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException(long most) {
            super("the result is longer than the " + most + " bytes of one that may be kept; it is not kept,"
                    + " and was not read to its end");
        }
    }

    /**
     * Runs the query, and writes what it gives.
     *
     * @param file made anew, mode 0600; what is there of it when this throws is of no use
     * @param most bytes
     * @throws TooLongException if it would be longer
     */
    static KeptResult write(Dataset<Row> result, Path file, long most) throws IOException {
        SparkSession spark = result.sparkSession();
        StructType schema = result.schema();
        String zone = spark.sessionState().conf().sessionLocalTimeZone();
        boolean large = spark.sessionState().conf().arrowUseLargeVarTypes();
        List<KeptResult.Batch> batches = new ArrayList<>();
        try (Counted out = new Counted(file);
                BufferAllocator allocator =
                        ArrowUtils.rootAllocator().newChildAllocator("hearth-kept-result", 0, Long.MAX_VALUE)) {
            ArrowBatchStreamWriter writer = new ArrowBatchStreamWriter(schema, out, zone, false, large);
            RDD<byte[]> all = result.toArrowBatchRdd();
            all.persist(StorageLevel.DISK_ONLY());
            try {
                all.count();
                long rows = 0;
                Iterator<byte[]> each = all.toLocalIterator();
                while (each.hasNext()) {
                    byte[] batch = each.next();
                    int count = rows(batch, allocator);
                    batches.add(new KeptResult.Batch(out.count, batch.length, count));
                    writer.writeBatches(scala.collection.Iterator$.MODULE$.single(batch));
                    rows += count;
                    if (out.count > most) {
                        throw new TooLongException(most);
                    }
                }
                writer.end();
                return new KeptResult(file, schema, batches, rows, out.count);
            } finally {
                all.unpersist(false);
            }
        }
    }

    private static int rows(byte[] batch, BufferAllocator allocator) {
        try (ArrowRecordBatch loaded = ArrowConverters$.MODULE$.loadBatch(batch, allocator)) {
            return loaded.getLength();
        }
    }

    /** Counts what is written. */
    private static final class Counted extends FilterOutputStream {
        private static final int BUFFER_BYTES = 256 << 10;

        private long count;

        Counted(Path file) throws IOException {
            super(new BufferedOutputStream(open(file), BUFFER_BYTES));
        }

        private static OutputStream open(Path file) throws IOException {
            Files.deleteIfExists(file);
            return java.nio.channels.Channels.newOutputStream(Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
