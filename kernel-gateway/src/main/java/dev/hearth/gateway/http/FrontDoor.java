package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.Credentials;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes before anything is routed, REST, streams and WebSockets alike: tokens are cut out of the URI,
 * and it is checked where the request was sent, by whom, from which page, and how long it is. Thread-safe.
 */
final class FrontDoor extends Handler.Wrapper {
    private static final long READ_ALL_THE_SAME = 16 << 20;

    private final Guards guards;
    private final Set<String> openPaths;
    private final ToLongFunction<String> bodyBytes;
    private final Errors errors;

    FrontDoor(Guards guards, Set<String> openPaths, ToLongFunction<String> bodyBytes, Errors errors) {
        this.guards = guards;
        this.openPaths = Set.copyOf(openPaths);
        this.bodyBytes = bodyBytes;
        this.errors = errors;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        ResponseHeaders.addTo(response.getHeaders());
        RequestTarget target = RequestTarget.of(request.getHttpURI().getPathQuery());
        boolean open = openPaths.contains(target.path());
        try {
            guards.hosts(target.path()).check(request.getHeaders().get(HttpHeader.HOST));
            if (request.getMethod().equals("OPTIONS")) {
                return preflight(request, response, callback);
            }
            checkOrigin(request, response); // first: a page that is allowed is to see that its token is not
            if (!open) {
                Caller caller = guards.authenticator().require(shown(request, target));
                request.setAttribute(Callers.ATTRIBUTE, caller);
            }
            checkLength(request, response, bodyBytes.applyAsLong(target.path()));
            return super.handle(new CleanRequest(request, target), response, callback);
        } catch (GatewayException e) {
            refuse(e, request, response, callback);
            return true;
        }
    }

    /** Who is still sending a body that is too long would find a broken connection and no answer: it is read, up to a bound. */
    private void refuse(GatewayException e, Request request, Response response, Callback callback) {
        boolean sending = e.code() == ErrorCode.BODY_TOO_LARGE
                && request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) <= READ_ALL_THE_SAME;
        if (sending) {
            Runnable answer = () -> errors.answer(e, request, response, callback);
            Content.Source.consumeAll(request, Callback.from(answer, failed -> answer.run()));
        } else {
            errors.answer(e, request, response, callback);
        }
    }

    private static Credentials shown(Request request, RequestTarget target) {
        return Credentials.of(
                request.getHeaders().get(HttpHeader.AUTHORIZATION), target.queryToken(), target.pathToken());
    }

    private void checkOrigin(Request request, Response response) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        guards.origins().check(origin, request.getHeaders().get(HttpHeader.HOST));
        if (guards.origins().isListed(origin)) {
            ResponseHeaders.allow(response.getHeaders(), origin);
        }
    }

    /** A browser asks what a page may do: no token is needed for that, and none comes with it. */
    private boolean preflight(Request request, Response response, Callback callback) {
        checkOrigin(request, response);
        response.getHeaders().put(HttpHeader.ALLOW, ResponseHeaders.METHODS);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
        return true;
    }

    private static void checkLength(Request request, Response response, long bodyBytes) {
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > bodyBytes) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            throw new GatewayException(
                    ErrorCode.BODY_TOO_LARGE,
                    "the body is longer than " + bodyBytes + " bytes",
                    Map.of("bound", String.valueOf(bodyBytes)));
        }
    }

    /** The request as all others see it: without a token in its URI. */
    private static final class CleanRequest extends Request.Wrapper {
        private final HttpURI uri;

        CleanRequest(Request request, RequestTarget target) {
            super(request);
            this.uri = HttpURI.build(request.getHttpURI())
                    .pathQuery(target.pathQuery())
                    .asImmutable();
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }
    }
}
