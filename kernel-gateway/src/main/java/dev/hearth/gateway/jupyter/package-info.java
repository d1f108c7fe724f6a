/**
 * The Jupyter face: sessions as kernels, in the words of jupyter_server's REST API and its two WebSocket framings.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.jupyter.JupyterFace}, then {@link
 * dev.hearth.gateway.jupyter.ChannelsEndpoint}. <p><b>Flow.</b> A frame → {@link
 * dev.hearth.gateway.jupyter.ChannelInput} puts a message together → the session logs it; a record of the session → {@link
 * dev.hearth.gateway.jupyter.ChannelOutput} → the very bytes, or the legacy form spliced from them, one frame in flight.
 *
 * <p><b>Promises.</b> A client that does not read costs one piece of memory. Replies go to the one who asked. What cannot be
 * read is ignored, and one bad message never ends a connection. A client that should come back is never closed with 1000.
 * <p><b>Threads.</b> Jetty's pool; the composition root's timer for pings and time-outs, on which nothing waits.
 * <p><b>Depends on</b> http, session, security, config (profiles), error, protocol; <b>must not know</b> any other face.
 * <p><b>Specification.</b> jupyter_server 2.20: REST API, {@code v1.kernel.websocket.jupyter.org} and the default framing.
 */
@NullMarked
package dev.hearth.gateway.jupyter;

import org.jspecify.annotations.NullMarked;
