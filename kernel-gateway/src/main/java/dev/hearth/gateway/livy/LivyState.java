package dev.hearth.gateway.livy;

import dev.hearth.gateway.session.SessionView;

/** A session's state in Livy's words, of which clients know no others. Only functions; thread-safe. */
final class LivyState {
    private LivyState() {}

    /** {@code starting}, {@code idle}, {@code busy}, {@code shutting_down} or {@code dead}. */
    static String of(SessionView view) {
        return switch (view.state()) {
            case STARTING, RESTARTING -> "starting";
            case RUNNING -> view.unfinished() > 0 ? "busy" : "idle";
            case ENDING -> "shutting_down";
            case DEAD, DELETED -> "dead";
        };
    }
}
