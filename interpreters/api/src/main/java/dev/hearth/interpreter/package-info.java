/**
 * The contract of an interpreter: what one language must do to be spoken in a session.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.Interpreter}, then {@link dev.hearth.interpreter.CellContext}. <b>Flow.</b>
 * The driver starts the interpreter, gives it cells one after the other, and hands each a sink for what it says; whatever
 * not every language has (comms, subshells, a debugger, values by name) is a {@link dev.hearth.interpreter.Facility}.
 *
 * <p><b>Promises.</b> User code that fails is a value, {@link dev.hearth.interpreter.ExecutionResult.Failed}; an exception
 * means that the interpreter itself is gone or at fault. Everything said to a cell's sink keeps that cell as its parent,
 * also after the cell ended.
 *
 * <p><b>Threads.</b> Stated at each method: the cell's thread, the aside thread or any.
 *
 * <p><b>Depends on</b> protocol and on nothing else; <b>must not know</b> HTTP, the link, Spark, other languages.
 *
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5, the requests of the shell channel.
 */
@NullMarked
package dev.hearth.interpreter;

import org.jspecify.annotations.NullMarked;
