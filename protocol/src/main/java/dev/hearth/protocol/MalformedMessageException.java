package dev.hearth.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;

/** Bytes from outside that are not the frame or message they should be. The message says what was expected and found. */
public final class MalformedMessageException extends Exception {
    /** What is wrong with the bytes. */
    public enum Reason {
        /** Fewer bytes than the frame says or needs. */
        TRUNCATED,
        /** More bytes or parts than a limit allows. */
        TOO_LARGE,
        /** Offsets or counts that contradict each other or the bytes. */
        BAD_LAYOUT,
        /** Text that is not JSON, or JSON of another shape. */
        BAD_JSON,
        /** A signature that does not fit the bytes, or is missing. */
        BAD_SIGNATURE,
        /** A version or kind that this side does not speak. */
        UNSUPPORTED
    }

    private final Reason reason;

    public MalformedMessageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static MalformedMessageException badJson(JsonProcessingException cause) {
        var at = cause.getLocation();
        String where = at == null ? "" : " at byte " + Math.max(0, at.getByteOffset());
        return new MalformedMessageException(Reason.BAD_JSON, "expected JSON, found something else" + where);
    }

    /** What is wrong, for a program. */
    public Reason reason() {
        return reason;
    }
}
