package dev.hearth.driver.spark;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event of ours in Spark's queue: when it comes out, all that was put in before has come out. Thread-safe.
 *
 * <p>The queue's entrance is internal to Spark, so it is looked up; without it nothing is waited for.
 */
final class EventMarker implements SparkListenerEvent {
    private final Runnable onDelivery;

    private EventMarker(Runnable onDelivery) {
        this.onDelivery = onDelivery;
    }

    /**
     * Calls {@code onDelivery} on Spark's event thread, which it must not hold up, once the listeners got all events posted so
     * far; perhaps never. False if that cannot be known.
     */
    static boolean post(SparkContext context, Runnable onDelivery) {
        try {
            Object bus = SparkContext.class.getMethod("listenerBus").invoke(context);
            Method post = bus.getClass().getMethod("post", SparkListenerEvent.class);
            post.invoke(bus, new EventMarker(onDelivery));
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Waits until the listeners got all events posted so far, at most {@code patience}. An interrupt is kept. */
    static void awaitDelivery(SparkContext context, Duration patience) {
        CountDownLatch delivered = new CountDownLatch(1);
        try {
            if (post(context, delivered::countDown) && !delivered.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                // The cost will be what is known.
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void delivered() {
        onDelivery.run();
    }

    /** Not for Spark's event log: its reader would not know the class. */
    @Override
    public boolean logEvent() {
        return false;
    }
}
