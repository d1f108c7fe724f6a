package dev.hearth.gateway.store;

import dev.hearth.gateway.security.TokenKind;
import dev.hearth.gateway.security.TokenRow;
import dev.hearth.gateway.security.TokenStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tokens in the database. Thread-safe. */
final class TokenTable implements TokenStore {

    private final Database database;

    TokenTable(Database database) {
        this.database = database;
    }

    @Override
    public void add(TokenRow row) {
        database.inTransaction("storing a token", handle -> handle.createUpdate(
                        "insert into token (id, kind, owner, label, hash, created_at, last_used_at,"
                                + " revoked_at) values (:id, :kind, :owner, :label, :hash, :created, :used, :revoked)")
                .bind("id", row.id())
                .bind("kind", row.kind().name())
                .bind("owner", row.owner())
                .bind("label", row.label())
                .bind("hash", row.hash())
                .bind("created", Columns.micros(row.created()))
                .bind("used", Columns.micros(row.lastUsed().orElse(null)))
                .bind("revoked", Columns.micros(row.revoked().orElse(null)))
                .execute());
    }

    @Override
    public Optional<TokenRow> findByHash(String hash) {
        return database.read(
                "looking a token up", handle -> handle.createQuery("select * from token where hash = :hash")
                        .bind("hash", hash)
                        .map((row, context) -> row(row))
                        .findOne());
    }

    @Override
    public List<TokenRow> list(String owner) {
        return database.read("listing tokens", handle -> handle.createQuery(
                        "select * from token where owner = :owner order by created_at, id")
                .bind("owner", owner)
                .map((row, context) -> row(row))
                .list());
    }

    @Override
    public List<TokenRow> listAll() {
        return database.read(
                "listing all tokens", handle -> handle.createQuery("select * from token order by created_at, id")
                        .map((row, context) -> row(row))
                        .list());
    }

    @Override
    public boolean revokeAny(String id, Instant when) {
        return database.inTransaction(
                "revoking somebody's token",
                handle ->
                        handle.createUpdate("update token set revoked_at = :when where id = :id and revoked_at is null")
                                        .bind("when", Columns.micros(when))
                                        .bind("id", id)
                                        .execute()
                                == 1);
    }

    @Override
    public boolean revoke(String owner, String id, Instant when) {
        return database.inTransaction(
                "revoking a token",
                handle -> handle.createUpdate("update token set revoked_at = :when"
                                        + " where id = :id and owner = :owner and revoked_at is null")
                                .bind("when", Columns.micros(when))
                                .bind("id", id)
                                .bind("owner", owner)
                                .execute()
                        == 1);
    }

    @Override
    public void used(String id, Instant when) {
        database.inTransaction("remembering a token's use", handle -> handle.createUpdate(
                        "update token set last_used_at = :when where id = :id")
                .bind("when", Columns.micros(when))
                .bind("id", id)
                .execute());
    }

    private static TokenRow row(ResultSet row) throws SQLException {
        return new TokenRow(
                row.getString("id"),
                TokenKind.valueOf(row.getString("kind")),
                row.getString("owner"),
                row.getString("label"),
                row.getString("hash"),
                Columns.time(row, "created_at"),
                Optional.ofNullable(Columns.timeOrNull(row, "last_used_at")),
                Optional.ofNullable(Columns.timeOrNull(row, "revoked_at")));
    }
}
