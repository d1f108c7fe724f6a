/**
 * How values look: what a result or a display says besides the text of a Scala shell.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.scala.show.Views}, then {@code ValueTables} (which values are tables) and {@code
 * TableHtml}. <b>Flow.</b> The interpreter asks for the view of a value, on the cell thread, and makes a bundle of it.
 *
 * <p><b>Promises.</b> Whatever comes from a value is escaped. Nothing lazy is forced, and a Dataset costs one action of one row
 * more than are shown, or two if more than a thousand are asked for. Rows, columns, cells and bytes have limits; what is beyond
 * is named, and not much more than what is shown is ever brought into this JVM.
 *
 * <p><b>Threads.</b> Views may be asked for by any thread.
 *
 * <p><b>Depends on</b> protocol, the Scala library, and Spark, whose types are touched only when a value is of one of them;
 * <b>must not know</b> the interpreter.
 */
@NullMarked
package dev.hearth.interpreter.scala.show;

import org.jspecify.annotations.NullMarked;
