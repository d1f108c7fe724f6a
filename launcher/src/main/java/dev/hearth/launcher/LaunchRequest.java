package dev.hearth.launcher;

import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a driver is launched with.
 *
 * <p>Not printed: {@code toString} leaves out the descriptor, which holds a secret. Immutable; the descriptor is
 * copied in and out.
 *
 * @param session the session that the driver belongs to
 * @param incarnation which process of that session this is; not negative
 * @param descriptor opaque bytes for the driver alone, at most {@value #MAX_DESCRIPTOR_BYTES}; they never appear in
 *     arguments, environment, properties or logs
 * @param directory the driver's own work folder, made (mode 0700) if it is missing; holds {@code driver.log}
 * @param settings how the driver is to run
 * @param user whom it is to run as, where the place can tell people apart; null for the launcher's own
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, copied both ways; two requests are never compared
public record LaunchRequest(
        UUID session,
        int incarnation,
        byte[] descriptor,
        Path directory,
        DriverSettings settings,
        @Nullable String user) {

    /** The largest descriptor: 1 MiB. */
    public static final int MAX_DESCRIPTOR_BYTES = 1 << 20;

    public LaunchRequest {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(settings, "settings");
        if (incarnation < 0) {
            throw new IllegalArgumentException("incarnation must not be negative: " + incarnation);
        }
        if (descriptor.length > MAX_DESCRIPTOR_BYTES) {
            throw new IllegalArgumentException(
                    "descriptor of " + descriptor.length + " bytes, more than " + MAX_DESCRIPTOR_BYTES);
        }
        descriptor = descriptor.clone();
        directory = directory.toAbsolutePath().normalize();
    }

    /** One that runs as the launcher's own user. */
    public LaunchRequest(UUID session, int incarnation, byte[] descriptor, Path directory, DriverSettings settings) {
        this(session, incarnation, descriptor, directory, settings, null);
    }

    @Override
    public byte[] descriptor() {
        return descriptor.clone();
    }

    @Override
    public String toString() {
        return "LaunchRequest[session=" + session + ", incarnation=" + incarnation + ", directory=" + directory + "]";
    }
}
