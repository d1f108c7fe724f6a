package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The results that cells have asked to be kept. They take so many bytes together: when one comes for which there is no room, the
 * oldest go. Thread-safe.
 */
final class KeptResults implements Facility.Results {
    private static final long MOST_BYTES = 4L << 30;
    private static final int MOST_RESULTS = 1000;
    private static final int PAGE_ROWS = 10_000;
    private static final long PAGE_BYTES = 4L << 20;

    private final Supplier<SparkSession> session;
    private final @Nullable Path folder;
    private final long most;
    private final Map<String, KeptResult> byCell = new LinkedHashMap<>(); // oldest first; guarded by this

    /**
     * No results yet.
     *
     * @param folder made when it is needed; null: nothing can be kept
     */
    KeptResults(Supplier<SparkSession> session, @Nullable Path folder) {
        this(session, folder, MOST_BYTES);
    }

    KeptResults(Supplier<SparkSession> session, @Nullable Path folder, long most) {
        this.session = session;
        this.folder = folder;
        this.most = most;
    }

    /**
     * Runs a query and keeps all that it gives; an earlier result of the cell goes.
     *
     * @throws IllegalStateException if nothing can be kept here
     */
    KeptResult keep(String cell, Dataset<Row> result) {
        if (folder == null || !(result instanceof org.apache.spark.sql.classic.Dataset<Row> classic)) {
            throw new IllegalStateException("results cannot be kept in this session");
        }
        Path file = folder.resolve(UUID.randomUUID() + ".arrow");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            KeptResult kept = ArrowFile.write(classic, file, most);
            add(cell, kept);
            return kept;
        } catch (IOException e) {
            delete(file);
            throw new IllegalStateException("the result cannot be kept: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            delete(file);
            throw e;
        }
    }

    private synchronized void add(String cell, KeptResult kept) {
        KeptResult before = byCell.remove(cell);
        if (before != null) {
            delete(before.file());
        }
        long bytes = kept.bytes();
        for (KeptResult each : byCell.values()) {
            bytes += each.bytes();
        }
        Iterator<KeptResult> oldest = byCell.values().iterator();
        while (oldest.hasNext() && (bytes > most || byCell.size() >= MOST_RESULTS)) {
            KeptResult gone = oldest.next();
            bytes -= gone.bytes();
            delete(gone.file());
            oldest.remove();
        }
        byCell.put(cell, kept);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It goes with the driver's folder.
        }
    }

    private synchronized Optional<KeptResult> find(String cell) {
        return Optional.ofNullable(byCell.get(cell));
    }

    @Override
    public Optional<Path> stream(String cell) {
        return find(cell).map(KeptResult::file);
    }

    /** The values have the forms of a table's JSON, none of them cut. */
    @Override
    public Optional<RawJson> page(String cell, long from, int count) throws InterpreterException {
        Optional<KeptResult> found = find(cell);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        KeptResult kept = found.get();
        int rows = (int) Math.min(Math.min(count, PAGE_ROWS), Math.max(0, kept.rows() - from));
        List<List<ShownCell>> shown = new ArrayList<>();
        if (rows > 0) {
            try {
                SparkSession spark = session.get();
                KeptResult.Part part = kept.part(spark, from, rows);
                shown = ResultReader.readPart(spark, part, rows, PAGE_BYTES);
            } catch (IOException e) {
                throw new InterpreterFaultException("the kept result cannot be read: " + e.getMessage());
            }
        }
        ObjectNode page = Json.object();
        page.set("schema", Json.parse(RawJson.of(kept.schema().json())));
        page.put("from", from).put("total", kept.rows());
        ArrayNode list = page.putArray("rows");
        for (List<ShownCell> row : shown) {
            ArrayNode cells = list.addArray();
            row.forEach(each -> cells.add(each.json()));
        }
        return Optional.of(Json.write(page));
    }
}
