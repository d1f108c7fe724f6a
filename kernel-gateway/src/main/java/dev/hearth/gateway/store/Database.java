package dev.hearth.gateway.store;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Runs SQL in transactions, and turns what fails into the gateway's own error. Thread-safe. */
final class Database {

    private final Jdbi jdbi;
    private final Runnable onFailure;

    /**
     * A database.
     *
     * @param onFailure called when a statement has failed
     */
    Database(Jdbi jdbi, Runnable onFailure) {
        this.jdbi = jdbi;
        this.onFailure = onFailure;
    }

    /** What is to be done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Handle handle);
    }

    <T> T inTransaction(String what, Work<T> work) {
        return guarded(what, () -> told(() -> jdbi.inTransaction(work::with)));
    }

    <T> T read(String what, Work<T> work) {
        return guarded(what, () -> told(() -> jdbi.withHandle(work::with)));
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException e) {
            onFailure.run();
            throw e;
        }
    }

    static <T> T guarded(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new GatewayException(ErrorCode.STORE_FAILED, what + " failed", e);
        }
    }
}
