/**
 * The state store: a database in the data directory, with what must outlive the gateway and is no journal.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.store.DataDirectory}, then {@link dev.hearth.gateway.store.Store}.
 * <p><b>Flow.</b> The composition root locks the data directory and opens the store → sessions write their rows before
 * they launch, the authenticator looks tokens up → one class per table runs the SQL.
 *
 * <p><b>Promises.</b> What a method has returned from survives {@code kill -9}. The schema grows by numbered migrations
 * that never change; a store of a newer version is refused. No token or secret is stored, only hashes.
 * <p><b>Threads.</b> Thread-safe; callers' threads do the work and wait for the disk, or for a connection of the pool.
 * <p><b>Depends on</b> Jdbi, HikariCP, H2, and the types that sessions, documents and tokens hand it; <b>must not know</b> HTTP.
 */
@NullMarked
package dev.hearth.gateway.store;

import org.jspecify.annotations.NullMarked;
