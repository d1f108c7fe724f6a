package dev.hearth.gateway.livy;

import dev.hearth.gateway.session.DriverTail;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Livy's {@code log} says of a session: the driver's last lines under Livy's two titles, and behind them, as Livy does
 * for a cluster's words, why the session waits, is in trouble, or has ended. Only functions; thread-safe.
 */
final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);
    static final String FIRST = "stdout: ";
    static final String SECOND = "\nstderr: ";
    static final String WHY = "\nHearth Diagnostics: ";
    private static final int LINES = 1000;
    private static final int BYTES = 1 << 20;
    private static final int TAIL_BYTES = 16 << 10;

    /** As many lines as a session's own {@code log} has. */
    static final int TAIL = 10;

    private SessionLog() {}

    /** All there is, up to a thousand lines of the driver's. */
    static List<String> all(Session session, SessionView view) {
        return lines(session, view, LINES, BYTES);
    }

    /** The last ten lines. */
    static List<String> tail(Session session, SessionView view) {
        List<String> all = lines(session, view, TAIL, TAIL_BYTES);
        return all.subList(Math.max(0, all.size() - TAIL), all.size());
    }

    private static List<String> lines(Session session, SessionView view, int lines, int bytes) {
        List<String> all = new ArrayList<>(List.of(FIRST, SECOND));
        all.addAll(driver(session, view, lines, bytes));
        if (!view.reason().isEmpty()) {
            all.add(WHY);
            view.reason().lines().forEach(all::add);
        }
        return all;
    }

    private static List<String> driver(Session session, SessionView view, int lines, int bytes) {
        Optional<Path> file = session.logFile();
        try {
            if (file.isPresent()) {
                return DriverTail.read(file.get(), lines, bytes);
            }
        } catch (IOException e) {
            LOG.debug("session {}: its driver's log cannot be read", session.id(), e);
        }
        return view.logTail();
    }
}
