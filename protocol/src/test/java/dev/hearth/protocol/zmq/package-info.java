/** ZeroMQ frames and signatures, held to what jupyter_client makes and takes. */
@NullMarked
package dev.hearth.protocol.zmq;

import org.jspecify.annotations.NullMarked;
