/**
 * The contract of a launcher: drivers are started, found again and stopped, and say why they ended.
 *
 * <p><b>Start at</b> {@link dev.hearth.launcher.Launcher}, then {@link dev.hearth.launcher.LaunchedDriver}; for applications
 * {@link dev.hearth.launcher.BatchLauncher}.
 * <p><b>Flow.</b> The gateway asks for a launch → a process or container comes to exist → the gateway keeps the handle
 * in its store, and after a restart of its own adopts the driver by it.
 *
 * <p><b>Promises.</b> A launch never waits for the driver to call back. A driver outlives its launcher. Every launched
 * driver completes its {@code exit()} exactly once, with a reason for a person.
 * <p><b>Threads.</b> Launchers and drivers are thread-safe; the values are immutable.
 * <p><b>Depends on</b> the JDK and on nothing else; <b>must not know</b> HTTP, Spark's classes, Hadoop, or what is
 * inside a launch descriptor.
 */
@NullMarked
package dev.hearth.launcher;

import org.jspecify.annotations.NullMarked;
