package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.Failure;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors in Jupyter's form, whoever found them: the front door, a route, or Jetty itself. Thread-safe.
 *
 * <p>A WebSocket that is refused with a {@link GatewayException} is answered through Jetty's error page, which is this too.
 */
final class Errors implements Request.Handler {
    private static final String JSON = "application/json";

    private final ErrorMapper mapper;

    Errors(ErrorMapper mapper) {
        this.mapper = mapper;
    }

    /** Answers a request that was refused before any route. */
    void answer(Throwable thrown, Request request, Response response, Callback callback) {
        Failure failure = mapper.map(thrown);
        mapper.headers(failure.code())
                .forEach((name, value) -> response.getHeaders().put(name, value));
        write(failure.status(), ErrorMapper.JUPYTER.body(failure), request, response, callback);
    }

    /** Answers for a route. */
    void answer(Throwable thrown, Context context) {
        Failure failure = mapper.map(known(thrown, context));
        mapper.headers(failure.code()).forEach(context::header);
        context.status(failure.status()).contentType(JSON).result(ErrorMapper.JUPYTER.body(failure));
    }

    private static Throwable known(Throwable thrown, Context context) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HttpResponseException http) {
            if (http.getStatus() == HttpStatus.METHOD_NOT_ALLOWED_405) {
                http.getDetails().values().stream().findFirst().ifPresent(methods -> context.header("Allow", methods));
            }
            return named(http.getStatus(), "", cause);
        }
        return cause;
    }

    /** Jetty's own errors: requests that cannot be read, and upgrades that were refused. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
        Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        Object thrown = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        int code = status instanceof Integer number ? number : response.getStatus();
        Throwable cause = thrown instanceof Throwable found ? found : null;
        String text = message == null ? "" : String.valueOf(message);
        Failure failure = mapper.map(named(code, text, cause));
        int shown = code >= HttpStatus.BAD_REQUEST_400 ? code : failure.status();
        mapper.headers(failure.code())
                .forEach((name, value) -> response.getHeaders().put(name, value));
        write(shown, ErrorMapper.JUPYTER.body(failure), request, response, callback);
        return true;
    }

    private static GatewayException named(int status, String message, @Nullable Throwable cause) {
        ErrorCode code =
                switch (status) {
                    case 401 -> ErrorCode.UNAUTHENTICATED;
                    case 403 -> ErrorCode.FORBIDDEN;
                    case 404 -> ErrorCode.PATH_NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 413 -> ErrorCode.BODY_TOO_LARGE;
                    case 429 -> ErrorCode.TOO_MANY_CONNECTIONS;
                    case 503 -> ErrorCode.NOT_SERVING;
                    default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
                };
        String sentence =
                switch (code) {
                    case INTERNAL -> "something went wrong in the gateway; its log says what";
                    case PATH_NOT_FOUND -> message.isBlank() ? "nothing is served under this path" : message;
                    case METHOD_NOT_ALLOWED -> "this path does not take this method";
                    default -> message.isBlank() ? HttpStatus.getMessage(status).toLowerCase(Locale.ROOT) : message;
                };
        return new GatewayException(code, sentence, cause);
    }

    private static void write(int status, byte[] body, Request request, Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }
}
