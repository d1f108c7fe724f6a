package dev.hearth.launcher.local;

import java.time.Duration;
import java.util.List;

/**
 * What a JVM does while it takes note of the classes for an archive.
 *
 * <p>Immutable.
 *
 * @param mainClass a class of the driver's jar that does what drivers do at their start, and then exits with 0
 * @param arguments its arguments
 * @param timeout how long making an archive may take in all, waiting for others included; it can take minutes
 */
public record Training(String mainClass, List<String> arguments, Duration timeout) {
    public Training {
        DriverProgram.requireClassName(mainClass);
        arguments = List.copyOf(arguments);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
    }
}
