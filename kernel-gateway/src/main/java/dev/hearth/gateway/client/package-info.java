/**
 * A client of a gateway, this one or another: the REST calls and the WebSocket that the command line needs.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.client.GatewayClient}, then
 * {@link dev.hearth.gateway.client.KernelConnection}. <p><b>Flow.</b> A command starts a kernel over REST → connects to
 * its channels in the v1 framing → sends requests and reads what comes, at its own pace.
 *
 * <p><b>Promises.</b> A connection that breaks is made again with the same {@code session_id}, so that nothing is missed;
 * what comes twice is given once. No token in messages. Every wait has a time-out.
 * <p><b>Threads.</b> The caller's thread waits; the JDK's client has threads of its own.
 * <p><b>Depends on</b> protocol and the JDK's HTTP client; <b>must not know</b> the gateway's inside.
 * <p><b>Specification.</b> Jupyter Server's REST API; {@code v1.kernel.websocket.jupyter.org}.
 */
@NullMarked
package dev.hearth.gateway.client;

import org.jspecify.annotations.NullMarked;
