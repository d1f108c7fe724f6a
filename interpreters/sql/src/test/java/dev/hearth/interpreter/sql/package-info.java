/** Tests of SQL cells. */
@NullMarked
package dev.hearth.interpreter.sql;

import org.jspecify.annotations.NullMarked;
