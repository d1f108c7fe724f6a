package dev.hearth.gateway.error;

/** What went wrong. Names are part of the interface: they are never renamed. */
public enum ErrorCode {
    /** A parameter, field or header is missing or has a value that is not understood. */
    BAD_REQUEST(ErrorType.USER),
    /** A body is not JSON, or not the JSON that was expected. */
    BAD_JSON(ErrorType.USER),
    /** A message or frame on a WebSocket cannot be read. */
    MALFORMED_MESSAGE(ErrorType.USER),
    /** A variable in a request's {@code env} has a value that is not allowed. */
    BAD_ENVIRONMENT(ErrorType.USER),
    /** A request's body is longer than the bound. */
    BODY_TOO_LARGE(ErrorType.USER),
    /** A WebSocket message is longer than the bound. */
    MESSAGE_TOO_LARGE(ErrorType.USER),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(ErrorType.USER),
    /** The version of the interface that the client accepts is none that is spoken here. */
    NOT_ACCEPTABLE(ErrorType.USER),

    /** No token, or none that is known. */
    UNAUTHENTICATED(ErrorType.DENIED),
    /** Known, but not allowed. */
    FORBIDDEN(ErrorType.DENIED),
    /** Known, but not allowed to act for somebody else. */
    IMPERSONATION_REFUSED(ErrorType.DENIED),
    /** The page that sent the request is of a foreign site. */
    FORBIDDEN_ORIGIN(ErrorType.DENIED),
    /** The Host header names a machine that this gateway is not. */
    FORBIDDEN_HOST(ErrorType.DENIED),

    /** No kernel with this id, or not the caller's. */
    KERNEL_NOT_FOUND(ErrorType.NOT_FOUND),
    /** No kernelspec with this name. */
    KERNELSPEC_NOT_FOUND(ErrorType.NOT_FOUND),
    /** No profile with this name in the configuration. */
    PROFILE_NOT_FOUND(ErrorType.NOT_FOUND),
    /** No session with this id, or not the caller's. */
    SESSION_NOT_FOUND(ErrorType.NOT_FOUND),
    /** The session never had a statement with this number, or it is no longer kept. */
    STATEMENT_NOT_FOUND(ErrorType.NOT_FOUND),
    /** The statement's result was not kept, or is no longer. */
    RESULT_NOT_FOUND(ErrorType.NOT_FOUND),
    /** No token with this id. */
    TOKEN_NOT_FOUND(ErrorType.NOT_FOUND),
    /** Nothing is served under this path. */
    PATH_NOT_FOUND(ErrorType.NOT_FOUND),
    /** A log, journal or range that is not there, or no longer. */
    LOG_NOT_FOUND(ErrorType.NOT_FOUND),

    /** The session has ended. */
    SESSION_DEAD(ErrorType.CONFLICT),
    /** The id that the client chose is taken. */
    ID_TAKEN(ErrorType.CONFLICT),

    /** The bound of requests that wait for this session is reached. */
    QUEUE_FULL(ErrorType.CAPACITY),
    /** The bound of sessions is reached. */
    TOO_MANY_SESSIONS(ErrorType.CAPACITY),
    /** The bound of connections is reached. */
    TOO_MANY_CONNECTIONS(ErrorType.CAPACITY),

    /** The driver cannot be reached at the moment. */
    LINK_DOWN(ErrorType.UPSTREAM),
    /** An answer took too long. */
    TIMED_OUT(ErrorType.UPSTREAM),
    /** The gateway is starting or stopping. */
    NOT_SERVING(ErrorType.UPSTREAM),

    /** The store did not take or give what was asked. */
    STORE_FAILED(ErrorType.INTERNAL),
    /** A journal could not be written or read. */
    JOURNAL_FAILED(ErrorType.INTERNAL),
    /** Anything else that is our fault. */
    INTERNAL(ErrorType.INTERNAL);

    private final ErrorType type;

    ErrorCode(ErrorType type) {
        this.type = type;
    }

    /** Who has to do something about it. */
    public ErrorType type() {
        return type;
    }
}
