/**
 * The gateway put together: what is built, in which order it starts, and how it stops.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.GatewayMain}, then {@link dev.hearth.gateway.Gateway}.
 * <p><b>Flow.</b> The main class hands the command line its means → a command starts a gateway → data directory, store,
 * launchers, sessions, link, faces and server are made in this order and closed in the reverse one.
 *
 * <p><b>Promises.</b> All wiring is here, in plain Java. A start that fails closes what it had opened. A stop ends within
 * the configured time.
 * <p><b>Threads.</b> Starting happens on the caller's thread, stopping on {@code hearth-close}.
 * <p><b>Depends on</b> everything in the gateway; nothing depends on it.
 */
@NullMarked
package dev.hearth.gateway;

import org.jspecify.annotations.NullMarked;
