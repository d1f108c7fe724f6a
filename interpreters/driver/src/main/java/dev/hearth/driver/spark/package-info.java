/**
 * The Spark session of a driver, and which cell its jobs belong to.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.spark.SparkHost}, then {@link dev.hearth.driver.spark.JobTags}. <b>Flow.</b> The
 * driver starts the host on a thread of its own while interpreters start; cells put their tag on their thread; Spark's events
 * come back through {@link dev.hearth.driver.spark.ProgressListener} as how far each cell is and what it cost.
 *
 * <p><b>Promises.</b> Users' settings go before ours. A context that somebody else stops is reported once. Nothing that Spark's
 * event thread calls here blocks. A tag whose cell ended takes no memory.
 *
 * <p><b>Threads.</b> None is made here besides Spark's own; progress is published on the scheduler that the caller gives.
 *
 * <p><b>Depends on</b> Spark alone: public API, and reflection where something is not; <b>must not know</b> the link,
 * interpreters, launchers.
 */
@NullMarked
package dev.hearth.driver.spark;

import org.jspecify.annotations.NullMarked;
