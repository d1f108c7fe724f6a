package dev.hearth.launcher.local;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log of one driver to its bound, as long as the driver runs. Confined to the timer's thread. */
final class LogWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    private final LocalDriver driver;
    private final LogBound bound;
    private boolean failed;

    LogWatch(LocalDriver driver, LogBound bound) {
        this.driver = driver;
        this.bound = bound;
    }

    /** Looks at the log; false when that was the last time. What fails is tried again, and said once. */
    boolean look() {
        boolean ended = driver.hasEnded();
        try {
            if (bound.keep(driver.log())) {
                LOG.info(
                        "the log of process {} was too long; its end is in {}",
                        driver.pid(),
                        LogBound.old(driver.log()));
            }
            failed = false;
        } catch (IOException e) {
            if (!failed && !ended) {
                LOG.warn("the log of process {} cannot be kept short now: {}", driver.pid(), e.toString());
            }
            failed = true;
        }
        return !ended;
    }
}
