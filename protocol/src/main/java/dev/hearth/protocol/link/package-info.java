/**
 * What driver and gateway say to each other: envelopes, link frames, the launch descriptor.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.link.Envelope} and {@link dev.hearth.protocol.link.LinkRecord}, then {@link
 * dev.hearth.protocol.link.LinkFrame}. <b>Flow.</b> A writer puts an envelope in front of a message and numbers the record in
 * its log; the sender packs records into frames ({@link dev.hearth.protocol.link.FramePacker}); the other end takes them out
 * ({@link dev.hearth.protocol.link.FrameReader}) and drops what it has ({@link dev.hearth.protocol.link.SequenceWindow}).
 *
 * <p><b>Promises.</b> Every frame names its kind and is complete in one WebSocket message of at most {@link
 * dev.hearth.protocol.link.LinkFrame#MAX_FRAME_BYTES}; no length in it is believed before it was compared with the bytes
 * there are. Envelopes of a later version are read as far as this one knows them.
 *
 * <p><b>Threads.</b> Values are immutable; packer, reader and window are confined to one thread at a time.
 *
 * <p><b>Depends on</b> protocol; <b>must not know</b> sockets, files, launchers.
 */
@NullMarked
package dev.hearth.protocol.link;

import org.jspecify.annotations.NullMarked;
