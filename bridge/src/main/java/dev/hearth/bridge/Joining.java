package dev.hearth.bridge;

/**
 * The session that a kernel shows: a new one of its own, or one that is there already, which it never ends. Immutable.
 *
 * @param session the id of the one that is there, or empty
 * @param since of that one, the number in its log behind which its history begins
 */
record Joining(String session, long since) {
    /** A session of one's own. */
    static final Joining NEW = new Joining("", -1);

    boolean isNew() {
        return session.isEmpty();
    }
}
