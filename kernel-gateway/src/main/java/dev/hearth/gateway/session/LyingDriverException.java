package dev.hearth.gateway.session;

/** A driver said what no driver may say. The link is to be closed. The message is for a log and quotes nothing. */
public final class LyingDriverException extends Exception {
    private static final long serialVersionUID = 1L;

    /** One sentence. */
    public LyingDriverException(String message) {
        super(message);
    }

    /** What it said that it may not, for a log. */
    public String what() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
