package dev.hearth.launcher;

/** Which of the JVM's compilers a driver uses. */
public enum Compiler {
    /** Both: slower to warm up, fastest at heavy work in the driver itself, such as {@code local[*]}. */
    FULL,
    /** The first only: starts in about half the CPU time; for drivers whose work is done on executors. */
    FIRST_TIER
}
