/**
 * Batches: applications without interpreters. A jar or a Python file runs by {@code spark-submit}; a notebook runs cell by cell on
 * a session of its own.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.batch.Batches}, then {@link dev.hearth.gateway.batch.Batch}.
 * <p><b>Flow.</b> A face asks for a batch → its row is in the store → a launch on a worker → the process outlives the gateway, and
 * the next one takes it up → its end is noticed, and the row says how it ended → after a while row and folder go.
 * <p><b>Threads.</b> {@code hearth-batch-n}: launches, ends, cells of notebooks. None waits for a cell or a process.
 * <p><b>Depends on</b> sessions and statements (for notebooks), the launcher's contract; <b>must not know</b> HTTP.
 */
@NullMarked
package dev.hearth.gateway.batch;

import org.jspecify.annotations.NullMarked;
