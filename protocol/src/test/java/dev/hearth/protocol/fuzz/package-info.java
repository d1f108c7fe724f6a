/**
 * Mutation-based fuzzing for the readers of whatever comes from outside.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.fuzz.Fuzz}. <p><b>Depends on</b> the JDK; a loop of our own, since
 * a few seconds of it belong to every run of the tests, on every platform: a coverage-guided engine brings a native library and
 * an agent that rewrites every class.
 */
@NullMarked
package dev.hearth.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
