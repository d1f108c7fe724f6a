package dev.hearth.gateway.store;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The steps that a database takes from nothing to the present schema: resources {@code 0001-….sql}, {@code 0002-….sql}.
 * A step that was released is never changed.
 *
 * <p>Immutable.
 */
final class Migrations {

    private static final List<String> STEPS = List.of(
            "0001-sessions-and-tokens.sql",
            "0002-documents-and-starts.sql",
            "0003-documents.sql",
            "0004-wishes.sql",
            "0005-batches.sql",
            "0006-batch-places.sql");
    private static final String TABLE = "create table if not exists migration ("
            + "number integer not null primary key, name varchar(200) not null, checksum varchar(64) not null)";

    private final List<Step> steps;

    /** One step. */
    record Step(int number, String name, String sql) {
        String checksum() {
            return Secret.hash(sql);
        }
    }

    Migrations(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** All steps of this version of Hearth. */
    static Migrations all() {
        return new Migrations(STEPS.stream().map(Migrations::load).toList());
    }

    List<Step> steps() {
        return steps;
    }

    /**
     * Takes the steps that are missing, in order.
     *
     * @throws GatewayException with {@code STORE_FAILED} if the database has a step that this version does not know, or
     *     knows otherwise
     */
    void apply(Jdbi jdbi) {
        jdbi.useHandle(handle -> {
            handle.execute(TABLE);
            Map<Integer, String> applied = new HashMap<>();
            handle.createQuery("select number, checksum from migration")
                    .map((row, context) -> Map.entry(row.getInt("number"), row.getString("checksum")))
                    .forEach(each -> applied.put(each.getKey(), each.getValue()));
            for (Step step : steps) {
                String checksum = applied.remove(step.number());
                if (checksum == null) {
                    take(handle, step);
                } else if (!checksum.equals(step.checksum())) {
                    throw refused("the store's step " + step.number() + " is not the one that this version knows");
                }
            }
            if (!applied.isEmpty()) {
                throw refused("the store was written by a newer version of Hearth: it has steps " + applied.keySet()
                        + " that this version does not know");
            }
        });
    }

    private static void take(Handle handle, Step step) {
        // Tables commit by themselves: a step that a crash cut off is taken again, and is written to bear that.
        handle.createScript(step.sql()).execute();
        handle.createUpdate("insert into migration (number, name, checksum) values (:number, :name, :checksum)")
                .bind("number", step.number())
                .bind("name", step.name())
                .bind("checksum", step.checksum())
                .execute();
    }

    private static Step load(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Step(Integer.parseInt(name.substring(0, name.indexOf('-'))), name, sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewayException refused(String message) {
        return new GatewayException(ErrorCode.STORE_FAILED, message);
    }
}
