package dev.hearth.gateway.livy;

import dev.hearth.gateway.session.SessionView;

/** A session's state in Livy's words, of which clients know no others. Only functions; thread-safe. */
final class LivyState {
    private LivyState() {}

    /**
     * {@code starting}, {@code idle}, {@code busy}, {@code shutting_down} or {@code dead}. Not busy any more when its last
     * statement is available: there are clients that make a new session of one that is (dbt-spark-livy 1.3, {@code
     * is_valid_session}).
     */
    static String of(SessionView view) {
        return switch (view.state()) {
            case STARTING, RESTARTING -> "starting";
            case RUNNING -> view.unanswered() > 0 ? "busy" : "idle";
            case ENDING -> "shutting_down";
            case DEAD, DELETED -> "dead";
        };
    }
}
