/**
 * The connection to the gateway: one WebSocket that the driver dials.
 *
 * <p><b>Start at</b> {@link dev.hearth.driver.link.LinkClient}, then {@link dev.hearth.driver.link.LinkSender}. <b>Flow.</b> The
 * client dials, says hello and keeps the link up; the reader takes frames apart and hands requests to a {@link
 * dev.hearth.driver.link.RequestSink}; the sender reads output log and transient queue and packs frames.
 *
 * <p><b>Promises.</b> After every new link the sender goes on behind what the gateway has; requests come once each, in the order of
 * their log. Reading never waits for anything. What the gateway sends is checked before it is believed.
 *
 * <p><b>Threads.</b> {@code hearth-link} supervises, {@code hearth-link-sender} alone sends records, {@code hearth-link-io} (two)
 * belong to the HTTP client and run the reader. No lock is held while sending.
 *
 * <p><b>Depends on</b> protocol, journal and {@code driver.output}; <b>must not know</b> interpreters, Spark.
 */
@NullMarked
package dev.hearth.driver.link;

import org.jspecify.annotations.NullMarked;
