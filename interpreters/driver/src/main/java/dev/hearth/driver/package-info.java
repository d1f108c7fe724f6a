/**
 * The driver program: one session's interpreters beside Spark, at the end of a link to the gateway.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.DriverMain}, then {@link dev.hearth.driver.Driver}, which wires everything, and {@link
 * dev.hearth.driver.StartSequence}. <b>Flow.</b> A launch descriptor comes on standard input; the link is dialled; the session's own
 * language starts, beside it Spark, behind them the other languages; requests come in through the link, and what is said goes
 * out through the output log.
 *
 * <p><b>Promises.</b> The descriptor is never logged. A driver that ends by itself says why before it goes. However it ends, short
 * of being killed, the processes that it started are gone.
 *
 * <p><b>Threads.</b> {@code main} waits for the end; {@code hearth-start} and {@code hearth-spark} start things and end; {@code
 * hearth-timer} (two) schedule; {@code hearth-link*} and the lanes are documented in their packages.
 *
 * <p><b>Depends on</b> everything in this jar; nothing depends on it.
 */
@NullMarked
package dev.hearth.driver;

import org.jspecify.annotations.NullMarked;
