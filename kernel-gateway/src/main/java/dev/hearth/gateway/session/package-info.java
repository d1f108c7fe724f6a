/**
 * Sessions: one driver at a time, two logs, an owner, a state with a reason, and readers of what was said.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.session.Sessions}, then {@link dev.hearth.gateway.session.Session} and
 * {@link dev.hearth.gateway.session.SessionReader}. <p><b>Flow.</b> A face ingests a request → it is appended to the
 * requests log of the present incarnation → the link sends it; what the driver says is appended to the journal → readers
 * are woken and read on, each at its own pace.
 *
 * <p><b>Promises.</b> A request that was accepted is on disk, and is begun at most once. A journal number is given once.
 * Every request of an incarnation that ends is answered. What a driver says can harm its own session only.
 * <p><b>Threads.</b> Each session has one lock, the order of its log: appends and the fold over them happen under it, and
 * nothing waits under it but the disk. Launches run on a bounded pool, time-outs and retention on one timer and one
 * worker pool, all owned by {@code Sessions}. Actions of readers and attachments run without the lock.
 * <p><b>Depends on</b> protocol, journal, launcher and {@code gateway.error}; <b>must not know</b> HTTP, WebSockets, JDBC.
 */
@NullMarked
package dev.hearth.gateway.session;

import org.jspecify.annotations.NullMarked;
