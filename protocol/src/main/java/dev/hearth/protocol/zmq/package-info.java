/**
 * A Jupyter message as the frames of a ZeroMQ multipart message, and its signature.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.zmq.ZmqLayout}, then {@link dev.hearth.protocol.zmq.Signing}.
 *
 * <p><b>Promises.</b> What is signed and checked are the very bytes that are sent or came. Decoding copies nothing, and
 * refuses what is no message with one clear sentence. <b>Threads.</b> Static functions; a {@code Signing} belongs to one
 * thread.
 *
 * <p><b>Depends on</b> protocol and the JDK; <b>must not know</b> sockets. Nothing here loads Jackson: a kernel that is
 * being started has no time for it.
 *
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5, "The wire protocol"; the allowed schemes are those of its
 * schema of connection files.
 */
@NullMarked
package dev.hearth.protocol.zmq;

import org.jspecify.annotations.NullMarked;
