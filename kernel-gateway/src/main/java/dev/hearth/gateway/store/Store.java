package dev.hearth.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.hearth.gateway.batch.BatchStore;
import dev.hearth.gateway.jupyter.DocumentStore;
import dev.hearth.gateway.security.TokenStore;
import dev.hearth.gateway.session.GatewayIdentity;
import dev.hearth.gateway.session.SessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * The database of one gateway.
 *
 * <p>Thread-safe. Owns the pool of connections; closing it twice is harmless.
 */
public final class Store implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    private final HikariDataSource source;
    private final Database database;

    private Store(HikariDataSource source, Database database) {
        this.source = source;
        this.database = database;
    }

    /**
     * Opens the database in this folder, or makes it.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code STORE_FAILED} if it cannot be read, or was written
     *     by a newer version
     */
    public static Store open(Path folder) throws IOException {
        Path file = folder.toAbsolutePath().normalize().resolve("hearth");
        HikariConfig config = new HikariConfig();
        // Without a delay of 0 a commit may stay in memory for half a second. The gateway closes the store itself,
        // after
        // all that writes to it, and not when the JVM's own hook runs.
        config.setJdbcUrl("jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        config.setUsername("hearth");
        config.setPassword("");
        config.setPoolName("hearth-store");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        HikariDataSource source = Database.guarded("opening the store", () -> new HikariDataSource(config));
        try {
            Jdbi jdbi = Jdbi.create(source);
            // A database that could not write, on a full disk, closes itself, and its connections do not know it.
            Database database = new Database(jdbi, source.getHikariPoolMXBean()::softEvictConnections);
            Database.guarded("bringing the store up to date", () -> {
                Migrations.all().apply(jdbi);
                return true;
            });
            Files.setPosixFilePermissions(file.resolveSibling("hearth.mv.db"), OwnFiles.FILE_MODE);
            return new Store(source, database);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The rows of sessions. */
    public SessionStore sessions() {
        return new SessionTable(database);
    }

    /** The rows of batches. */
    public BatchStore batches() {
        return new BatchTable(database);
    }

    /** Jupyter's sessions. */
    public DocumentStore documents() {
        return new DocumentTable(database);
    }

    /** The tokens. */
    public TokenStore tokens() {
        return new TokenTable(database);
    }

    /**
     * Asks the database something small.
     *
     * @throws dev.hearth.gateway.error.GatewayException with {@code STORE_FAILED} if it does not answer
     */
    void ping() {
        database.read("asking the store", handle -> handle.createQuery("select epoch from gateway")
                .mapTo(Long.class)
                .findFirst());
    }

    /** Begins a new epoch of this gateway: once at each start. */
    public GatewayIdentity nextEpoch() {
        return database.inTransaction("beginning an epoch", handle -> {
            if (handle.execute("update gateway set epoch = epoch + 1") == 0) {
                handle.execute(
                        "insert into gateway (instance, epoch) values (?, 1)",
                        UUID.randomUUID().toString());
            }
            return handle.createQuery("select instance, epoch from gateway")
                    .map((row, context) -> new GatewayIdentity(row.getString("instance"), row.getLong("epoch")))
                    .one();
        });
    }

    @Override
    public void close() {
        source.close();
    }
}
