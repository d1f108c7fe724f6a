package dev.hearth.gateway.config;

/**
 * The gateway's own log: on standard error, and in files {@code log/hearth.log} in the data directory; and the bound of its
 * drivers' logs. Immutable.
 *
 * @param level from which level on
 * @param fileSize the size at which a new file is begun
 * @param files how many old files are kept
 * @param driverSize how long the log of a driver on this machine may become before its older half goes
 */
public record Logging(Level level, ByteSize fileSize, int files, ByteSize driverSize) {

    /** How much is said. */
    public enum Level {
        /** What failed. */
        ERROR,
        /** And what may fail. */
        WARN,
        /** And what happens. */
        INFO,
        /** And how. */
        DEBUG
    }

    public Logging {
        Ranges.require("file-size", fileSize, new ByteSize(64 << 10), ByteSize.ofMebibytes(10_240));
        Ranges.require("files", files, 1, 100);
        Ranges.require("driver-size", driverSize, new ByteSize(64 << 10), ByteSize.ofMebibytes(10_240));
    }

    /** From {@code info}, five old files of 20 MiB; drivers' logs of 64 MiB. */
    public static Logging defaults() {
        return new Logging(Level.INFO, ByteSize.ofMebibytes(20), 5, ByteSize.ofMebibytes(64));
    }
}
