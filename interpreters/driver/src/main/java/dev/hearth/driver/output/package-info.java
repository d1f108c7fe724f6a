/**
 * What a driver says: messages made, numbered and kept until the gateway has them.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.output.Publisher}, then {@link dev.hearth.driver.output.OutputLog}. <b>Flow.</b>
 * A request's {@link dev.hearth.driver.output.RequestOutput} makes a message with the request as parent; logged ones are
 * appended to the output log, transient ones wait in {@link dev.hearth.driver.output.TransientQueue}; the link's sender reads
 * both.
 *
 * <p><b>Promises.</b> A logged message is on disk before it is sent. Replies and statuses never wait; what a cell prints waits
 * while the log is full, and that wait ends when the cell is interrupted.
 *
 * <p><b>Threads.</b> Any thread publishes. One lock in the output log gives numbers; it is not held while somebody waits.
 *
 * <p><b>Depends on</b> protocol, journal and the interpreters' contract; <b>must not know</b> sockets, Spark.
 */
@NullMarked
package dev.hearth.driver.output;

import org.jspecify.annotations.NullMarked;
