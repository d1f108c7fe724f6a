/**
 * Hearth's own API: sessions as they are, what they say as an event stream, their drivers' logs, tokens, health, metrics.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.http.api.HearthFace}, then {@link dev.hearth.gateway.http.api.EventSource}.
 * <p><b>Flow.</b> A request → the access check → a snapshot as JSON, or a stream that reads on when its last piece has left.
 *
 * <p><b>Promises.</b> What a driver said about itself is passed on as text, never as anything else. A reader of events that
 * comes back with {@code Last-Event-ID} misses nothing that is kept.
 * <p><b>Threads.</b> Those of requests; {@code log-watch}, which waits for files to grow; the composition root's timer.
 * <p><b>Depends on</b> http, session, statement, security, error, protocol, Micrometer; <b>must not know</b> any other face.
 */
@NullMarked
package dev.hearth.gateway.http.api;

import org.jspecify.annotations.NullMarked;
