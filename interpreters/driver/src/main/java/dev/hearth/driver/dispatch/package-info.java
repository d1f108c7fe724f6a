/**
 * What a driver does with requests: who serves which, on which thread, and what is said for it.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.dispatch.Dispatcher}, then {@link dev.hearth.driver.dispatch.RequestServer} and {@link
 * dev.hearth.driver.dispatch.ExecuteHandler}. <b>Flow.</b> The link's reader hands a request to the dispatcher, which puts it into
 * a lane; the lane's thread says busy, calls the handler of the type, and says idle.
 *
 * <p><b>Promises.</b> Every busy is followed by exactly one idle, and the reply comes before it. Cells of one shell run one at a
 * time, in the order of their log. Control never waits behind cells. An interrupt ends only cells that had come before it.
 *
 * <p><b>Threads.</b> {@code hearth-shell}, {@code hearth-subshell-ID}, {@code hearth-aside} and {@code hearth-control}, one a lane.
 * Who waits for a cell's end holds at most the turn of one other language (SQL, for a parameter), and no lock besides.
 *
 * <p><b>Depends on</b> protocol, the interpreters' contract and {@code driver.output}; <b>must not know</b> Spark, sockets, files.
 *
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5, shell, control and stdin channels.
 */
@NullMarked
package dev.hearth.driver.dispatch;

import org.jspecify.annotations.NullMarked;
