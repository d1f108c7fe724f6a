/**
 * A kernel on this machine for clients that speak ZeroMQ, whose work a session at a gateway does.
 *
 * <p><b>Start at</b> {@link dev.hearth.bridge.BridgeMain}, then {@code Bridge}, {@code Relay}. <p><b>Flow.</b> A client's message
 * comes on a socket → its signature is checked → it goes out on the gateway's WebSocket as it is; what the gateway sends goes to
 * the asker, or on iopub to all.
 *
 * <p>The gateway is one with a name ({@code NamedGateway}), or the one of a data directory on this machine ({@code
 * LocalGateway}), which the first kernel that wants it starts and which outlives all of them. The session is a new one, or one
 * that is there already ({@code Joining}): that one is never ended, and its history is for the first who subscribes.
 *
 * <p><b>Promises.</b> {@code kernel_info_request} is answered before there is a gateway, and when it goes away. A connection that
 * breaks, or a gateway that is restarted, loses no message and gives none twice. Requests whose ids collide are two requests. A
 * subscriber that does not read harms no other one, and what waits for it is bounded by its bytes; what waits for the others
 * waits in the gateway's log.
 * <p><b>Threads.</b> {@code hearth-zmq} alone touches the sockets, but for the heartbeat's, which has {@code hearth-heartbeat};
 * {@code hearth-gateway} finds or starts the gateway, asks for the session, dials and waits; {@code hearth-web-N} are the JDK's client's, and put what came
 * into the inbox.
 * <p><b>Depends on</b> protocol, JeroMQ and the JDK; <b>must not know</b> the gateway's inside, Spark.
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5 (wire protocol, connection files, JEP 65); {@code
 * v1.kernel.websocket.jupyter.org}.
 */
@NullMarked
package dev.hearth.bridge;

import org.jspecify.annotations.NullMarked;
