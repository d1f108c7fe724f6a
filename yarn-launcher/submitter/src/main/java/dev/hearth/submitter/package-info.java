/**
 * The submitter: a program on the user's own Spark jars that stays, and does for the gateway what needs Hadoop and Spark:
 * submitting, finding, looking, killing, reading logs, cleaning up, preparing.
 *
 * <p><b>Start at</b> {@link dev.hearth.submitter.SubmitterMain}, then {@link dev.hearth.submitter.Operations}.
 * <p><b>Flow.</b> A line of JSON on standard input → an operation on one of a few threads → a line of JSON on standard
 * output. It ends with its standard input, when what is under way is done.
 *
 * <p><b>Promises.</b> Nothing is kept between two requests but connections: whoever starts it again finds everything by tags.
 * Secrets come by standard input alone. No request waits for a cluster that does not answer for longer than some seconds,
 * but for a submission.
 * <p><b>Depends on</b> what is among Spark's own jars; <b>must not know</b> sessions, or what is in a launch file.
 */
@NullMarked
package dev.hearth.submitter;

import org.jspecify.annotations.NullMarked;
