package dev.hearth.submitter;

import java.io.FileNotFoundException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;

/**
 * Why a request failed, for the wire. Immutable.
 *
 * @param kind {@code unreachable}, {@code denied}, {@code missing}, {@code refused} (with a sentence of our own), or {@code failed}
 * @param message the innermost telling message, on a few lines at most
 */
record Failure(String kind, String message) {
    private static final int MOST_CHARS = 2000;
    private static final int CAUSES = 20;

    /** A request that this program itself refuses, with a sentence for a person. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    static Failure of(Throwable thrown) {
        Throwable root = thrown;
        String kind = kind(root);
        // What Hadoop wraps around a refused connection names the place, the cause below it does not.
        for (int i = 0;
                kind.equals("failed") && root.getCause() != null && root.getCause() != root && i < CAUSES;
                i++) {
            root = root.getCause();
            kind = kind(root);
        }
        return new Failure(kind, message(root));
    }

    private static String kind(Throwable thrown) {
        if (thrown instanceof Refused) {
            return "refused";
        }
        if (thrown instanceof ConnectException
                || thrown instanceof SocketTimeoutException
                || thrown instanceof NoRouteToHostException
                || thrown instanceof UnknownHostException) {
            return "unreachable";
        }
        if (thrown instanceof AccessControlException) {
            return "denied";
        }
        if (thrown instanceof ApplicationNotFoundException || thrown instanceof FileNotFoundException) {
            return "missing";
        }
        return "failed";
    }

    private static String message(Throwable root) {
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            boolean wrapper = root instanceof InvocationTargetException || root instanceof UndeclaredThrowableException;
            return wrapper ? "an unknown failure" : root.getClass().getName();
        }
        return message.length() <= MOST_CHARS
                ? message.strip()
                : message.substring(0, MOST_CHARS).strip() + "…";
    }
}
