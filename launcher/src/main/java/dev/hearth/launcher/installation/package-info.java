/**
 * What is installed on this machine: Java, Python and Spark, looked at from outside.
 *
 * <p><b>Start at</b> {@link dev.hearth.launcher.installation.Installations}, then
 * {@link dev.hearth.launcher.installation.SparkInstallation}. <p><b>Flow.</b> A launcher asks with a driver's settings
 * → folders are listed, short commands are run → values that say what was found.
 *
 * <p><b>Promises.</b> No class of Spark is loaded here. Commands are argument arrays without a shell, with a time-out,
 * and what they print is read up to a bound. What is not found is one sentence that says where it was looked for.
 * <p><b>Threads.</b> Thread-safe; the caller's thread does the looking, and waits for the commands.
 * <p><b>Depends on</b> the contract, the JDK and Commons Exec; <b>must not know</b> HTTP or Hadoop.
 */
@NullMarked
package dev.hearth.launcher.installation;

import org.jspecify.annotations.NullMarked;
