/**
 * Who is calling, and whether the call may come from there: tokens, access, and the checks of Host and Origin.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.security.Authenticator}, then {@link dev.hearth.gateway.security.Access}.
 * <p><b>Flow.</b> A face cuts a path token out with {@link dev.hearth.gateway.security.PathToken} → checks Host and
 * Origin → resolves the caller → passes every id through the access
 * check, which looks at whose the thing is ({@link dev.hearth.gateway.security.Ownership}) and at {@link
 * dev.hearth.gateway.security.AccessRules}.
 *
 * <p><b>Promises.</b> Fail closed: what cannot be decided is refused. The id of what a caller does not see and
 * an unknown id are the same answer. No token is kept, logged or put into a message; only hashes are compared, in constant time. Nothing that a
 * client sends beside a token makes it somebody else, but for whom a superuser acts for.
 * <p><b>Threads.</b> Immutable or thread-safe throughout.
 * <p><b>Depends on</b> the JDK and the error package; <b>must not know</b> the HTTP server or the store.
 */
@NullMarked
package dev.hearth.gateway.security;

import org.jspecify.annotations.NullMarked;
