package dev.hearth.gateway.session;

/**
 * A statement that was sent. Immutable.
 *
 * @param statement the statement; the earlier one if this id was sent before
 * @param isNew whether it was logged now
 */
public record Submitted(Statement statement, boolean isNew) {}
