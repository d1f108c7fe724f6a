package dev.hearth.driver.spark;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Marks the Spark jobs of a cell, and cancels them by that mark. Thread-safe.
 *
 * <p>Tags and not job groups: a broadcast join replaces the group of the thread, and its jobs would escape.
 */
public final class JobTags {
    private static final String INTERRUPT_ON_CANCEL = "spark.job.interruptOnCancel";
    private static final int LONGEST_ID = 80;

    private final Supplier<Optional<SparkSession>> session;
    private final ProgressListener progress;
    private final ThreadLocal<Deque<Mark>> marks = ThreadLocal.withInitial(ArrayDeque::new);

    JobTags(Supplier<Optional<SparkSession>> session, ProgressListener progress) {
        this.session = session;
        this.progress = progress;
    }

    /** A tag on a thread; set in Spark once Spark is there. */
    private static final class Mark {
        final String tag;
        boolean applied;

        Mark(String tag) {
            this.tag = tag;
        }
    }

    /**
     * The tag of a cell: without comma, white space or anything else that a client could have put into its id, and another one
     * for every id.
     */
    public String tagFor(String cellId) {
        String plain = cellId.replaceAll("[^A-Za-z0-9._-]", "_");
        if (plain.equals(cellId) && plain.length() <= LONGEST_ID) {
            return "hearth-cell-" + plain;
        }
        String start = plain.substring(0, Math.min(plain.length(), LONGEST_ID / 2));
        return "hearth-cell-" + start + "~" + digest(cellId);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /**
     * Puts a tag on the calling thread until the result is closed, which must happen on the same thread. If Spark is not there
     * yet, the tag is put on when this thread first gets the session from {@link SparkHost#session()}. From here on {@link
     * ProgressListener} counts for the tag.
     */
    public Scope onThread(String tag) {
        progress.begin(tag);
        Mark mark = new Mark(tag);
        marks.get().push(mark);
        session.get().ifPresent(s -> apply(s.sparkContext()));
        return () -> end(mark);
    }

    /** A tag that is on a thread. Close it on that thread; twice is fine. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Puts on what could not be put on the calling thread before. */
    void apply(SparkContext context) {
        Deque<Mark> mine = marks.get();
        if (mine.isEmpty()) {
            marks.remove();
        }
        for (Mark mark : mine) {
            if (!mark.applied) {
                context.addJobTag(mark.tag);
                context.setInterruptOnCancel(true);
                mark.applied = true;
            }
        }
    }

    private void end(Mark mark) {
        Deque<Mark> mine = marks.get();
        mine.remove(mark);
        boolean last = mine.isEmpty();
        if (last) {
            marks.remove();
        }
        if (mark.applied) {
            mark.applied = false;
            session.get().ifPresent(s -> {
                s.sparkContext().removeJobTag(mark.tag);
                if (last) {
                    s.sparkContext().setLocalProperty(INTERRUPT_ON_CANCEL, null);
                }
            });
        }
    }

    /**
     * Asks Spark to end the jobs that carry {@code tag} now, and returns at once. Jobs that start later are not touched: the
     * caller repeats this until the cell has ended. Jobs of a streaming query are left alone, for it outlives the cell that
     * started it. Nothing happens while there is no Spark, or when it was stopped.
     *
     * @param reason what the failed job says
     */
    public void cancel(String tag, String reason) {
        session.get().ifPresent(s -> cancel(s.sparkContext(), tag, reason));
    }

    private void cancel(SparkContext context, String tag, String reason) {
        if (context.isStopped()) {
            return;
        }
        try {
            if (progress.hasStreaming(tag)) {
                progress.activeBatchJobs(tag).forEach(job -> context.cancelJob(job, reason));
            } else {
                context.cancelJobsWithTag(tag, reason);
            }
        } catch (IllegalStateException e) {
            // It was stopped meanwhile, and its jobs with it.
            if (!context.isStopped()) {
                throw e;
            }
        }
    }
}
