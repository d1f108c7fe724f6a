/**
 * Scala cells, compiled and run by the Scala compiler's own shell engine.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.scala.ScalaInterpreter}, then {@code Repl} (the compiler), {@code
 * BackEdgeChecks} and {@code CellInterrupter} (how a cell is stopped) and {@link
 * dev.hearth.interpreter.scala.StandardStreams} (where its output goes). <b>Flow.</b> A cell is compiled under the compiler's
 * lock, its new class files get a check in every loop, then it runs without the lock. {@code ScalaExample} in the tests is a
 * program that runs cells with neither Spark nor a gateway.
 *
 * <p><b>Promises.</b> An interrupt ends the cell it names and no other. What a thread prints goes to the cell that started it.
 * A lazily bound name costs nothing until a cell uses it.
 *
 * <p><b>Threads.</b> Cells on the cell thread, those of subshells beside it on theirs; completion and inspection on the aside thread too, one at a time under the
 * compiler's lock. Own threads: {@code hearth-scala-interrupt}, {@code hearth-output}.
 *
 * <p><b>Depends on</b> interpreters/api, protocol, the Scala compiler; <b>must not know</b> Spark, the link, other languages.
 */
@NullMarked
package dev.hearth.interpreter.scala;

import org.jspecify.annotations.NullMarked;
