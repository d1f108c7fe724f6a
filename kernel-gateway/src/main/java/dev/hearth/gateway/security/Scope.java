package dev.hearth.gateway.security;

/** What callers know and do of each other's sessions where no list of {@link AccessRules} names them. Immutable. */
public enum Scope {
    /** Nothing: a session of another is as one that there is not. */
    OWNER,
    /** That there are such: Livy's lists show them without their logs, and refuse the rest, as Livy with access control does. */
    LISTED,
    /** Everything, as in a Livy without access control. */
    SHARED
}
