/**
 * Drivers as detached processes of this machine, which outlive the gateway.
 *
 * <p><b>Start at</b> {@link dev.hearth.launcher.local.LocalLauncher}, then {@code LocalDriver}. <p><b>Flow.</b> A
 * request comes in → Java, Spark and Python are found → {@code java} on Spark's jars and the driver's starts in a
 * session of its own, its descriptor on standard input, its output in a file → its end is noticed and explained.
 *
 * <p><b>Promises.</b> No pipe ties a driver to the gateway once the descriptor is written. A process is known by pid
 * and start time together, and no other is ever touched. Stopping ends whatever the driver started. Nothing of the
 * gateway's environment passes but an allow-list.
 * <p><b>Threads.</b> Thread-safe. A launcher owns one thread, {@code hearth-local-launcher}, which cuts logs that are too long, kills what outlasts
 * its grace and looks at adopted drivers, at all of them in one round; each launch has a short-lived {@code
 * hearth-descriptor-…}; archives are made on {@code hearth-archive}. The JDK has a {@code process reaper} for each driver
 * that was launched, which waits in the kernel with a small stack: the price of its exit code.
 * <p><b>Depends on</b> the contract, what is installed, the JDK and slf4j; <b>must not know</b> HTTP, Spark's classes,
 * or what is inside a launch descriptor.
 */
@NullMarked
package dev.hearth.launcher.local;

import org.jspecify.annotations.NullMarked;
