/** Tests of Scala cells, on the real compiler and on a real Spark. */
@NullMarked
package dev.hearth.interpreter.scala;

import org.jspecify.annotations.NullMarked;
