/**
 * The two WebSocket layouts of a Jupyter message.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.wire.V1Layout}, which is also the layout inside link and journal, then {@link
 * dev.hearth.protocol.wire.LegacyLayout}.
 *
 * <p><b>Promises.</b> Decoding slices and never copies; a frame that lies about its lengths is refused with one clear error
 * before anything is allocated for it. <b>Threads.</b> Static functions without state.
 *
 * <p><b>Depends on</b> protocol; <b>must not know</b> sockets.
 *
 * <p><b>Specification.</b> jupyter_server 2.20, {@code v1.kernel.websocket.jupyter.org} and the default framing.
 */
@NullMarked
package dev.hearth.protocol.wire;

import org.jspecify.annotations.NullMarked;
