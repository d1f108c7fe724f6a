/**
 * Jars that cells ask for: by Maven coordinates, by path or by URL.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.scala.deps.SessionJars}, then {@link
 * dev.hearth.interpreter.scala.deps.DependencyLines} (how a list is written) and {@code SparkIvy} (who resolves it). <b>Flow.</b>
 * A cell asks; what it asks for is resolved on a thread of its own while the cell waits; the jars go to the executors, and back to
 * the interpreter for its own loader.
 *
 * <p><b>Promises.</b> A wait ends when the cell is interrupted, and after a time. Scala's own jars are kept out. A failure names
 * what was not found, where it was looked for and what to do.
 *
 * <p><b>Threads.</b> One request at a time, whoever asks. Own threads: {@code hearth-jars}, one for each request.
 *
 * <p><b>Depends on</b> the JDK and the Scala library; on Spark in {@code SparkJars}, which only those load who have it, and by
 * reflection in {@code SparkIvy}, since the resolver is internal; <b>must not know</b> the compiler.
 */
@NullMarked
package dev.hearth.interpreter.scala.deps;

import org.jspecify.annotations.NullMarked;
