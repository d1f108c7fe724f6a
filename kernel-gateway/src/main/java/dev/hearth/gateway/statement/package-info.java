/**
 * A statement of a session as it is now: a fold over what the session's log has of it.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.statement.StatementBook}, then {@link
 * dev.hearth.gateway.statement.StatementFold}. <p><b>Flow.</b> A face asks for a number → the request and the records that it
 * caused are read → a {@link dev.hearth.gateway.statement.StatementSnapshot} that the face translates.
 *
 * <p><b>Promises.</b> Nothing is kept: what is shown is what the log says, also of a session that has ended and after a restart
 * of the gateway. A statement takes no more memory than its {@link dev.hearth.gateway.statement.Allowance}, whatever it printed;
 * what is left out is said in its place. Nobody polls and no thread waits for an end.
 * <p><b>Threads.</b> Those of requests; folds are confined to the one that reads.
 * <p><b>Depends on</b> session, protocol, error; <b>must not know</b> HTTP or any face.
 * <p><b>Specification.</b> Jupyter's messaging protocol 5.5, "Messages on the IOPub channel"; docs/log-and-link.md.
 */
@NullMarked
package dev.hearth.gateway.statement;

import org.jspecify.annotations.NullMarked;
