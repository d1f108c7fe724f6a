package dev.hearth.gateway.http;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves the streams before Javalin sees the request; all else is passed on. Thread-safe. */
final class StreamRoutes extends Handler.Wrapper {
    private final List<StreamRoute> routes;
    private final Places places;
    private final Set<ChunkWriter> open = ConcurrentHashMap.newKeySet();

    StreamRoutes(List<StreamRoute> routes, Places places) {
        this.routes = List.copyOf(routes);
        this.places = places;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        for (StreamRoute route : routes) {
            Optional<Map<String, String>> parameters = route.match(path);
            if (parameters.isPresent()) {
                serve(route, parameters.get(), request, response, callback);
                return true;
            }
        }
        return super.handle(request, response, callback);
    }

    private void serve(
            StreamRoute route, Map<String, String> parameters, Request request, Response response, Callback callback) {
        if (!request.getMethod().equals("GET")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            throw new GatewayException(ErrorCode.METHOD_NOT_ALLOWED, "only GET is possible here");
        }
        places.take();
        StreamAnswer answer;
        try {
            answer = route.opener().open(request, parameters);
        } catch (RuntimeException e) {
            places.leave();
            throw e;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put("X-Accel-Buffering", "no");
        Executor executor = request.getComponents().getExecutor();
        ChunkWriter[] self = new ChunkWriter[1];
        Runnable done = () -> {
            open.remove(self[0]);
            places.leave();
        };
        ChunkWriter writer = new ChunkWriter(response, callback, answer.source(), done, executor);
        self[0] = writer;
        open.add(writer);
        // Called while nothing is in flight: no reason to break an answer off, but one to end it if nothing else
        // would tell that nobody reads it any more.
        boolean endsWhenQuiet = answer.source().endsWhenQuiet();
        request.addIdleTimeoutListener(timeout -> {
            if (endsWhenQuiet) {
                writer.finish();
            }
            return false;
        });
        writer.start();
    }

    /** Ends all answers in good order. */
    void finishAll() {
        open.forEach(ChunkWriter::finish);
    }
}
