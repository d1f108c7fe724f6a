package dev.hearth.gateway.security;

/** Where a token is accepted. The kinds do not mix: a path is seen by more programs than a header is. */
public enum TokenKind {
    /** In a header or in the query. */
    GENERAL,
    /** In a path prefix, {@code /t/TOKEN/…}, for clients that send no header on the WebSocket. */
    PATH
}
