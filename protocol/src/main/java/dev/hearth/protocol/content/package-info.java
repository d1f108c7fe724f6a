/**
 * Contents of the messages that somebody here reads or makes, as records.
 *
 * <p><b>Start at</b> {@link dev.hearth.protocol.content.Contents}, which reads and writes them; {@link
 * dev.hearth.protocol.content.Requests}, {@link dev.hearth.protocol.content.Replies} and {@link
 * dev.hearth.protocol.content.Broadcasts} hold the records, each component the field of the same name in snake case.
 *
 * <p><b>Promises.</b> Reading takes missing, extra and null fields and gives the protocol's defaults; writing gives every
 * field that the protocol demands and leaves out what is null.
 *
 * <p><b>Depends on</b> protocol; <b>must not know</b> the wires.
 *
 * <p><b>Specification.</b> Jupyter messaging protocol 5.5.
 */
@NullMarked
package dev.hearth.protocol.content;

import org.jspecify.annotations.NullMarked;
