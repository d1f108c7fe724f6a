/**
 * What the gateway refuses and what fails in it: one exception with a code, and one place that turns it into an answer.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.error.ErrorCode}, then {@link dev.hearth.gateway.error.ErrorMapper}.
 * <p><b>Flow.</b> Any package throws a {@link dev.hearth.gateway.error.GatewayException} → a face catches whatever
 * comes out of a request → the mapper gives status, headers and body in the face's own shape.
 *
 * <p><b>Promises.</b> Codes are part of the interface and are never renamed. Messages hold no secret and no code of a
 * user. A failure of ours carries an instance id, and is logged once, under that id.
 * <p><b>Threads.</b> Immutable values and functions.
 * <p><b>Depends on</b> Jackson and SLF4J; <b>must not know</b> the HTTP server, sessions or the store.
 * <p><b>Specification.</b> Jupyter Server's REST API, the shape of its errors: {@code message} and {@code reason}; Apache
 * Livy's, which has three.
 */
@NullMarked
package dev.hearth.gateway.error;

import org.jspecify.annotations.NullMarked;
