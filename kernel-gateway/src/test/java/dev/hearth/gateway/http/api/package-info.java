/** Hearth's own API, over real sockets. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.http.api;
