package dev.hearth.gateway.store;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.session.SessionRow;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.SessionStore;
import dev.hearth.protocol.Language;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Rows of sessions in the database. Thread-safe. */
final class SessionTable implements SessionStore {

    private static final List<String> CHANGING = List.of(
            "owner",
            "proxy_user",
            "profile",
            "language",
            "name",
            "path",
            "document",
            "document_type",
            "environment",
            "incarnation",
            "header_session",
            "first_record",
            "secret_hash",
            "key_hash",
            "key_used",
            "handle",
            "deadline",
            "state",
            "reason",
            "log_tail",
            "ended_at",
            "start_report",
            "wish");
    private static final String INSERT = "insert into session (id, number, created_at, " + String.join(", ", CHANGING)
            + ") values (:id, :number, :created_at, :" + String.join(", :", CHANGING) + ")";
    private static final String UPDATE = "update session set "
            + String.join(
                    ", ", CHANGING.stream().map(name -> name + " = :" + name).toList()) + " where id = :id";

    private final Database database;

    SessionTable(Database database) {
        this.database = database;
    }

    @Override
    public SessionRow insert(SessionRow draft) {
        return database.inTransaction("storing a session", handle -> {
            // The counter's row is locked first, so that no two inserts look for the same id at once.
            handle.execute("update counter set next_value = next_value + 1 where name = 'session'");
            if (find(handle, draft.id()).isPresent()) {
                throw new GatewayException(
                        ErrorCode.ID_TAKEN,
                        "there is a session with this id already",
                        Map.of("id", draft.id().toString()));
            }
            int number = handle.createQuery("select next_value - 1 from counter where name = 'session'")
                    .mapTo(Integer.class)
                    .one();
            bind(handle.createUpdate(INSERT), draft)
                    .bind("number", number)
                    .bind("created_at", Columns.micros(draft.createdAt()))
                    .execute();
            return find(handle, draft.id()).orElseThrow();
        });
    }

    @Override
    public void update(SessionRow row) {
        int changed = database.inTransaction("storing a session", handle -> bind(handle.createUpdate(UPDATE), row)
                .execute());
        if (changed != 1) {
            throw new GatewayException(ErrorCode.STORE_FAILED, "no stored session has this id");
        }
    }

    @Override
    public void remove(UUID session) {
        database.inTransaction(
                "removing a session",
                handle -> handle.execute("delete from session where id = ?", session)
                        + handle.execute("delete from number_block where session = ?", session));
    }

    @Override
    public List<SessionRow> all() {
        return database.read(
                "reading the sessions", handle -> handle.createQuery("select * from session order by number")
                        .map((row, context) -> row(row))
                        .list());
    }

    @Override
    public long reserveNumbers(UUID session, long count) {
        if (count < 1) {
            throw new IllegalArgumentException("a block has at least one number, not " + count);
        }
        return database.inTransaction("reserving journal numbers", handle -> {
            int changed = handle.execute(
                    "update number_block set next_value = next_value + ? where session = ?", count, session);
            if (changed == 0) {
                handle.execute("insert into number_block (session, next_value) values (?, ?)", session, 1 + count);
                return 1L;
            }
            return handle.createQuery("select next_value from number_block where session = ?")
                            .bind(0, session)
                            .mapTo(Long.class)
                            .one()
                    - count;
        });
    }

    private static Optional<SessionRow> find(Handle handle, UUID id) {
        return handle.createQuery("select * from session where id = :id")
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne();
    }

    private static Update bind(Update update, SessionRow row) {
        return update.bind("id", row.id())
                .bind("owner", row.owner())
                .bind("proxy_user", row.proxyUser())
                .bind("profile", row.profile())
                .bind("language", row.language().wireName())
                .bind("name", row.name())
                .bind("path", row.path())
                .bind("document", row.document())
                .bind("document_type", row.documentType())
                .bind("environment", Columns.json(row.environment()))
                .bind("incarnation", row.incarnation())
                .bind("header_session", row.headerSession())
                .bind("first_record", row.firstRecord())
                .bind("secret_hash", row.secretHash())
                .bind("key_hash", row.keyHash())
                .bind("key_used", row.keyUsed())
                .bind("handle", row.handle())
                .bind("deadline", Columns.micros(row.deadline()))
                .bind("state", row.state().name())
                .bind("reason", row.reason())
                .bind("log_tail", Columns.json(row.logTail()))
                .bind("ended_at", Columns.micros(row.endedAt()))
                .bind("start_report", Columns.json(row.start()))
                .bind("wish", row.wish() == null ? null : Columns.json(row.wish()));
    }

    private static SessionRow row(ResultSet row) throws SQLException {
        return new SessionRow(
                row.getObject("id", UUID.class),
                row.getInt("number"),
                row.getString("owner"),
                row.getString("proxy_user"),
                row.getString("profile"),
                Language.ofWireName(row.getString("language"))
                        .orElseThrow(() -> new SQLException("an unknown language in the store")),
                row.getString("name"),
                row.getString("path"),
                row.getObject("document", UUID.class),
                row.getString("document_type"),
                Columns.texts(row, "environment"),
                Columns.time(row, "created_at"),
                row.getInt("incarnation"),
                row.getString("header_session"),
                row.getLong("first_record"),
                row.getString("secret_hash"),
                row.getString("key_hash"),
                row.getBoolean("key_used"),
                row.getString("handle"),
                Columns.timeOrNull(row, "deadline"),
                SessionState.valueOf(row.getString("state")),
                row.getString("reason"),
                Columns.lines(row, "log_tail"),
                Columns.timeOrNull(row, "ended_at"),
                Columns.start(row, "start_report", Columns.time(row, "created_at")),
                Columns.wish(row, "wish"));
    }
}
