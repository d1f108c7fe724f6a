/** The HTTP port, over real sockets. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.http;
