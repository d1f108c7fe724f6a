package dev.hearth.gateway.livy;

import java.time.Duration;
import java.util.Objects;

/**
 * What may be added to sessions. Immutable.
 *
 * @param uploadBytes the longest file that a client may send; 100 MiB by default
 * @param patience how long a request waits for the driver; what takes longer is answered as done, since it is logged and all
 *     later statements wait for it
 */
public record ResourceSettings(long uploadBytes, Duration patience) {
    /** Shorter than the ten seconds after which Livy's Python client gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** 100 MiB. */
    public static final ResourceSettings DEFAULTS = new ResourceSettings(100L << 20, PATIENCE);

    public ResourceSettings {
        Objects.requireNonNull(patience, "patience");
        if (uploadBytes < 1) {
            throw new IllegalArgumentException("an upload has at least one byte: " + uploadBytes);
        }
    }

    /** With the standard patience. */
    public static ResourceSettings of(long uploadBytes) {
        return new ResourceSettings(uploadBytes, PATIENCE);
    }
}
