/**
 * The gateway's one HTTP port: what every request passes, and where faces hang their routes, streams and sockets.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.http.HttpServer}, then {@link dev.hearth.gateway.http.FrontDoor} and {@link
 * dev.hearth.gateway.http.Face}. <p><b>Flow.</b> Jetty parses a request → the front door cuts tokens out and checks it →
 * a stream route takes it, or a WebSocket endpoint, or Javalin's routes.
 *
 * <p><b>Promises.</b> Nothing behind the front door sees a token in a URI, and nothing is routed before host, caller,
 * origin and length are checked. Every error is JSON in Jupyter's form. A stream costs one piece of memory and no thread.
 * <p><b>Threads.</b> Jetty's pool {@code http-*}; no blocking call on it but the store and short reads of journals. {@code
 * tls-watch} waits for new certificates.
 * <p><b>Depends on</b> Javalin, Jetty, protocol, security, error, session records; <b>must not know</b> any face.
 */
@NullMarked
package dev.hearth.gateway.http;

import org.jspecify.annotations.NullMarked;
