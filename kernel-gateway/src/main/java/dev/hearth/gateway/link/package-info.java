/**
 * The gateway's end of the link: the WebSocket that each driver dials.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.link.LinkServer}, then {@link dev.hearth.gateway.link.LinkEndpoint}.
 * <p><b>Flow.</b> A driver dials and says hello → {@code Sessions} judges it → frames with records go to the session, which
 * appends them, and then an acknowledgement goes back; the session's feed goes out, one frame in flight; streams run
 * beside, under credit.
 *
 * <p><b>Promises.</b> Nothing is acknowledged that was not appended. The next frame is asked for only when the last one was
 * dealt with, so that a journal that is slow slows its driver and nobody else. Before the hello was accepted nothing larger
 * than a hello is read. What a driver says wrong closes its own link. What is not whole yet has a bound for all links together.
 * <p><b>Threads.</b> A link's frames come on a thread of the server, one at a time. The sender runs on whichever thread has
 * something to send, one at a time, and never blocks. {@code hearth-link-timer} rings for pings and for hellos overdue.
 * <p><b>Depends on</b> {@code gateway.session}, protocol, Jetty's WebSocket API, and of {@code gateway.http} on {@code Pongs}
 * alone; <b>must not know</b> faces, Javalin, the store.
 */
@NullMarked
package dev.hearth.gateway.link;

import org.jspecify.annotations.NullMarked;
