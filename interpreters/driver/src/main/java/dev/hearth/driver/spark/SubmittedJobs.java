package dev.hearth.driver.spark;

import org.apache.spark.SparkContext;

/**
 * How many jobs a Spark was given, those among them that its listeners have not heard of. Stateless.
 *
 * <p>The scheduler's counter is internal to Spark, so it is looked up; without it the number is unknown.
 */
final class SubmittedJobs {
    static final long UNKNOWN = -1;

    private SubmittedJobs() {}

    /** The number so far, or {@link #UNKNOWN}. Returns at once. */
    static long of(SparkContext context) {
        try {
            Object scheduler = SparkContext.class.getMethod("dagScheduler").invoke(context);
            Object count = scheduler.getClass().getMethod("numTotalJobs").invoke(scheduler);
            return count instanceof Number number ? number.longValue() : UNKNOWN;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return UNKNOWN;
        }
    }
}
