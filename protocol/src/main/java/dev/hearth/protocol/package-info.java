/**
 * Jupyter messages as values, and the words that every room shares.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.RawMessage}, then {@link dev.hearth.protocol.Header} and {@link
 * dev.hearth.protocol.MessageType}. The frames of the wires are in {@code wire} (WebSocket layouts), {@code zmq} and {@code link}
 * (envelopes, link frames, the launch descriptor).
 *
 * <p><b>Promises.</b> Everything here is immutable or says so; nothing opens a socket or starts a thread; reading is
 * liberal, writing is strict; no length that a peer sent is used for an allocation before it was compared with the bytes
 * that are there.
 *
 * <p><b>Depends on</b> the JDK and Jackson and on nothing else; <b>must not know</b> HTTP, Spark, files.
 *
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5.
 */
@NullMarked
package dev.hearth.protocol;

import org.jspecify.annotations.NullMarked;
