package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.ErrorShape;
import dev.hearth.gateway.error.Failure;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors in the form of their path, whoever found them: the front door, a route, or Jetty itself. Thread-safe.
 *
 * <p>A WebSocket that is refused with a {@link GatewayException} is answered through Jetty's error page, which is this too.
 */
final class Errors implements Request.Handler {
    private static final List<String> ORDER = List.of("DELETE", "PATCH", "PUT", "POST", "GET", "HEAD");

    private final ErrorMapper mapper;
    private final Map<String, ErrorShape> shapes;

    /**
     * Errors of a server.
     *
     * @param shapes by the first segment of a path; Jupyter's where there is none
     */
    Errors(ErrorMapper mapper, Map<String, ErrorShape> shapes) {
        this.mapper = mapper;
        this.shapes = Map.copyOf(shapes);
    }

    private ErrorShape shape(String path) {
        return shapes.getOrDefault(RequestTarget.firstSegment(path), ErrorMapper.JUPYTER);
    }

    /** Answers a request that was refused before any route. */
    void answer(Throwable thrown, Request request, Response response, Callback callback) {
        ErrorShape shape = shape(request.getHttpURI().getPath());
        Failure failure = mapper.map(thrown, shape);
        mapper.headers(failure.code(), shape)
                .forEach((name, value) -> response.getHeaders().put(name, value));
        write(failure.status(), shape, failure, request, response, callback);
    }

    /** Answers for a route. */
    void answer(Throwable thrown, Context context) {
        ErrorShape shape = shape(context.path());
        Failure failure = mapper.map(known(thrown, context), shape);
        mapper.headers(failure.code(), shape).forEach(context::header);
        context.status(failure.status()).contentType(shape.contentType()).result(shape.body(failure));
    }

    private static Throwable known(Throwable thrown, Context context) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HttpResponseException http) {
            if (http.getStatus() == HttpStatus.METHOD_NOT_ALLOWED_405) {
                http.getDetails().values().stream()
                        .findFirst()
                        .ifPresent(methods -> context.header("Allow", allowed(methods)));
            }
            return named(http.getStatus(), "", cause);
        }
        return cause;
    }

    /** Those that make or end something first, as Livy has it; any order is right. */
    private static String allowed(String methods) {
        return Arrays.stream(methods.split("\\s*,\\s*"))
                .distinct()
                .sorted(Comparator.comparingInt(ORDER::indexOf))
                .collect(Collectors.joining(", "));
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
        ErrorShape shape = shape(request.getHttpURI().getPath());
        Failure failure = mapper.map(named(code, text, cause), shape);
        int shown = code >= HttpStatus.BAD_REQUEST_400 ? code : failure.status();
        mapper.headers(failure.code(), shape)
                .forEach((name, value) -> response.getHeaders().put(name, value));
        write(shown, shape, failure, request, response, callback);
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

    private static void write(
            int status, ErrorShape shape, Failure failure, Request request, Response response, Callback callback) {
        byte[] body = shape.body(failure);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, shape.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }
}
