package dev.hearth.journal;

/** When an append counts as done. */
public enum Durability {
    /** The operating system has the bytes: they survive the end of the process, not that of the machine. */
    BUFFERED,
    /** The bytes were forced to the device. Appenders that wait at the same time share one force. */
    FORCED
}
