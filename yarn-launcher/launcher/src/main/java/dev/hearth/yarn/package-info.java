/**
 * Drivers and applications on YARN: the gateway's half. What needs Hadoop or Spark is done by a program of its own, the
 * submitter, which stays.
 *
 * <p><b>Start at</b> {@link dev.hearth.yarn.YarnLauncher}, then {@link dev.hearth.yarn.Watch}.
 * <p><b>Flow.</b> A launch → the submitter submits, under a tag that the handle names → the watch asks for all applications
 * together, often while one is on its way, seldom when all run → an application tells how far it is, and at last how it ended.
 *
 * <p><b>Promises.</b> What is known of an application is found again by its tag, whatever died. A cluster that does not answer
 * ends nothing. Of one that has ended nothing stays in the cluster's file system but its log.
 * <p><b>Threads.</b> {@code hearth-yarn-NAME} reads the submitter's answers, {@code hearth-yarn-watch-NAME} looks.
 * <p><b>Depends on</b> the launcher's contract and Jackson; <b>must not know</b> HTTP, Hadoop, Spark's classes, or what is inside
 * a launch descriptor.
 */
@NullMarked
package dev.hearth.yarn;

import org.jspecify.annotations.NullMarked;
