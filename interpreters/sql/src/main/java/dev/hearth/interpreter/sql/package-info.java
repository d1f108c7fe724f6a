/**
 * SQL cells on a Spark session.
 *
 * <p><b>Start at</b> {@link dev.hearth.interpreter.sql.SqlInterpreter}, then {@link
 * dev.hearth.interpreter.sql.StatementSplitter}. <b>Flow.</b> A cell is cut into statements; each runs on the session, and
 * what it returns is taken up to a limit, turned into a table and shown: all but the last as displays, the last as the
 * cell's value. {@code SqlExample} in the tests is a program that runs cells on its own Spark session, without a gateway.
 *
 * <p><b>Promises.</b> A result is never collected whole (but those of a script with parameters, by Spark), nor is a parameter
 * pasted into text; a table that was cut says so. An error points into the cell as the user sees it, not into the statement that Spark saw. Nothing of a result gets into HTML unescaped.
 *
 * <p><b>Threads.</b> Cells run on the caller's thread, those of several subshells at once; completion, inspection,
 * is-complete and the list of variables may run beside. One thread is made here, {@code hearth-sql-names}: it asks the catalog,
 * so that no completion waits for it longer than the settings say ({@link dev.hearth.interpreter.sql.Lookups}).
 *
 * <p><b>Depends on</b> interpreter, protocol and Spark SQL (at run time whatever 4.x is there) and on nothing else; <b>must
 * not know</b> the link, other languages.
 */
@NullMarked
package dev.hearth.interpreter.sql;

import org.jspecify.annotations.NullMarked;
