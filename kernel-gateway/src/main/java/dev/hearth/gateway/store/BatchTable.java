package dev.hearth.gateway.store;

import dev.hearth.gateway.batch.BatchRow;
import dev.hearth.gateway.batch.BatchState;
import dev.hearth.gateway.batch.BatchStore;
import dev.hearth.gateway.batch.Place;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of batches in the database. Thread-safe. */
final class BatchTable implements BatchStore {
    private final Database database;

    BatchTable(Database database) {
        this.database = database;
    }

    @Override
    public BatchRow insert(BatchRow draft) {
        return database.inTransaction("storing a batch", handle -> {
            // The counter's row is locked first, so that no two inserts look for the same id at once.
            handle.execute("update counter set next_value = next_value + 1 where name = 'batch'");
            boolean taken = handle.createQuery("select count(*) from batch where id = :id")
                            .bind("id", draft.id())
                            .mapTo(Integer.class)
                            .one()
                    > 0;
            if (taken) {
                throw new GatewayException(
                        ErrorCode.ID_TAKEN,
                        "there is a batch with this id already",
                        Map.of("id", draft.id().toString()));
            }
            int number = handle.createQuery("select next_value - 1 from counter where name = 'batch'")
                    .mapTo(Integer.class)
                    .one();
            handle.createUpdate(
                            "insert into batch (id, number, owner, proxy_user, profile, application, wish, created_at,"
                                    + " handle, app_id, page, state, exit_code, reason, ended_at) values (:id, :number, :owner, :proxy_user,"
                                    + " :profile, :application, :wish, :created_at, :handle, :app_id, :page, :state, :exit_code, :reason,"
                                    + " :ended_at)")
                    .bind("id", draft.id())
                    .bind("number", number)
                    .bind("owner", draft.owner())
                    .bind("proxy_user", draft.proxyUser())
                    .bind("profile", draft.profile())
                    .bind("application", Columns.json(draft.application()))
                    .bind("wish", Columns.json(draft.wish()))
                    .bind("created_at", Columns.micros(draft.createdAt()))
                    .bind("handle", draft.handle())
                    .bind("app_id", draft.place().application())
                    .bind("page", draft.place().page())
                    .bind("state", draft.state().name())
                    .bind("exit_code", draft.exitCode())
                    .bind("reason", draft.reason())
                    .bind("ended_at", Columns.micros(draft.endedAt()))
                    .execute();
            return handle.createQuery("select * from batch where id = :id")
                    .bind("id", draft.id())
                    .map((row, context) -> row(row))
                    .one();
        });
    }

    @Override
    public void update(BatchRow row) {
        database.inTransaction("storing a batch", handle -> handle.createUpdate(
                        "update batch set handle = :handle, app_id = :app_id, page = :page, state = :state, exit_code = :exit_code,"
                                + " reason = :reason, ended_at = :ended_at where id = :id")
                .bind("id", row.id())
                .bind("handle", row.handle())
                .bind("app_id", row.place().application())
                .bind("page", row.place().page())
                .bind("state", row.state().name())
                .bind("exit_code", row.exitCode())
                .bind("reason", row.reason())
                .bind("ended_at", Columns.micros(row.endedAt()))
                .execute());
    }

    @Override
    public void remove(UUID batch) {
        database.inTransaction("removing a batch", handle -> handle.execute("delete from batch where id = ?", batch));
    }

    @Override
    public List<BatchRow> all() {
        return database.read("reading the batches", handle -> handle.createQuery("select * from batch order by number")
                .map((row, context) -> row(row))
                .list());
    }

    private static BatchRow row(ResultSet row) throws SQLException {
        int code = row.getInt("exit_code");
        @Nullable Integer exitCode = row.wasNull() ? null : code;
        return new BatchRow(
                row.getObject("id", UUID.class),
                row.getInt("number"),
                row.getString("owner"),
                row.getString("proxy_user"),
                row.getString("profile"),
                Columns.application(row, "application"),
                Columns.present(row, "wish"),
                Columns.time(row, "created_at"),
                row.getString("handle"),
                new Place(row.getString("app_id"), row.getString("page")),
                BatchState.valueOf(row.getString("state")),
                exitCode,
                row.getString("reason"),
                Columns.timeOrNull(row, "ended_at"));
    }
}
