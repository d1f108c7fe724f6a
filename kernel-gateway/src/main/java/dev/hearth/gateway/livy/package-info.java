/**
 * The Livy face: sessions, statements and batches in the words of Apache Livy's REST API, as its code speaks them and its
 * clients read them.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.livy.LivyFace}, then {@link dev.hearth.gateway.livy.SessionRoutes}.
 * <p><b>Flow.</b> A request → one of the routes finds the caller's session by number or name in {@link
 * dev.hearth.gateway.livy.LivySessions} → the session does it → {@link dev.hearth.gateway.livy.SessionJson} shows it.
 *
 * <p><b>Promises.</b> A session here is a kernel of the Jupyter face and the other way round. Replies have Livy's fields, in
 * its order, and none of our own. What was refused has begun nothing.
 * <p><b>Threads.</b> Jetty's pool; nothing here waits for a driver.
 * <p><b>Depends on</b> http, session, statement, security, error, protocol; <b>must not know</b> any other face.
 * <p><b>Specification.</b> docs/livy.md; Apache Livy 0.9 and 1.0-SNAPSHOT (June 2026), the source.
 */
@NullMarked
package dev.hearth.gateway.livy;

import org.jspecify.annotations.NullMarked;
