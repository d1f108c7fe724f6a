/**
 * Python cells: a child process with IPython's shell in it, without ipykernel and without ZeroMQ.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.python.PythonInterpreter}, then {@code PythonChild} (one process) and, in
 * the resources, {@code _hearth/session.py}, the other half. <b>Flow.</b> A cell goes out on the control socket; what it
 * says comes back in one order on the bulk socket, its end behind it; completion, inspection and interrupts are answered
 * on the control socket, which bulk output therefore never delays.
 *
 * <p><b>Beside the cell.</b> A child has one main thread for cells, one more for each subshell, and one for comm messages
 * that come while a cell runs ({@code turns.py} has the rule). Each run has a number: its output, value, error, questions
 * and interrupts go by it, whichever thread it has. They share one namespace without a lock, as Python's threads do. A
 * signal interrupts the main thread, an exception thrown from outside the others: that ends Python code, {@code time.sleep},
 * an {@code await} and processes that the thread started, but no other wait in C. Values pass by {@link Exchange} and {@code
 * values.py}; {@code debugging.py} answers the panel of variables by itself and needs debugpy for breakpoints.
 *
 * <p><b>As a library</b> it needs neither gateway nor Spark: {@code LibraryExample} among the tests.
 *
 * <p><b>Promises.</b> No length that the child claims is used for an allocation before the bytes are there. While a sink
 * blocks, nobody reads the bulk socket: the child waits, and memory stays flat. The secret of Py4J is never in an
 * environment or an argument.
 *
 * <p><b>Threads.</b> Four per child, named {@code python-*}, made and ended by {@code PythonChild}: they read bulk, read
 * control, write control, and interrupt; one more keeps the end of the child's log.
 *
 * <p><b>Depends on</b> interpreters/api, protocol and, in {@link dev.hearth.interpreter.python.Py4JSparkServer} alone,
 * Spark (provided); <b>must not know</b> the driver, the link, other languages.
 */
@NullMarked
package dev.hearth.interpreter.python;

import org.jspecify.annotations.NullMarked;
