/**
 * The driver's own log: lines on standard error, which the launcher redirects into a file.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.log.DriverLog}. <b>Promises.</b> No framework and no state: Spark's own logging is
 * left as it is. Neither secrets nor code nor contents are ever passed to it.
 *
 * <p><b>Threads.</b> Any. <b>Depends on</b> the JDK alone.
 */
@NullMarked
package dev.hearth.driver.log;

import org.jspecify.annotations.NullMarked;
