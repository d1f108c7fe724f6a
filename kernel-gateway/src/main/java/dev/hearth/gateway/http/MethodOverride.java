package dev.hearth.gateway.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Lets a POST stand for another method where a face has asked for that: by one of three headers, or the parameter {@code
 * _method} of the query, as the library under Livy does. Thread-safe.
 */
final class MethodOverride extends Handler.Wrapper {
    private static final List<String> HEADERS = List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");
    private static final String PARAMETER = "_method";
    private static final Set<String> KNOWN = Set.of("GET", "HEAD", "PUT", "PATCH", "DELETE");

    private final Set<String> segments;

    /**
     * Looks at these paths alone.
     *
     * @param segments the first segments of their paths, without slashes
     */
    MethodOverride(Set<String> segments) {
        this.segments = Set.copyOf(segments);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean taken = request.getMethod().equals("POST")
                && segments.contains(
                        RequestTarget.firstSegment(request.getHttpURI().getPath()));
        String meant = taken ? meant(request) : null;
        boolean said = request.getHeaders().contains(HEADERS.get(0));
        Request passed =
                meant == null && !said ? request : new Meant(request, meant == null ? request.getMethod() : meant);
        return super.handle(passed, response, callback);
    }

    private static @Nullable String meant(Request request) {
        HttpFields headers = request.getHeaders();
        String name = HEADERS.stream()
                .map(headers::get)
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
        if (name == null && request.getHttpURI().getQuery() != null) {
            Fields query = Request.extractQueryParameters(request);
            name = query.getValue(PARAMETER);
        }
        String upper = name == null ? "" : name.strip().toUpperCase(Locale.ROOT);
        return KNOWN.contains(upper) ? upper : null;
    }

    /** Without the header, which Javalin would obey on every path and from every method. */
    private static final class Meant extends Request.Wrapper {
        private final String method;
        private final HttpFields headers;

        Meant(Request request, String method) {
            super(request);
            this.method = method;
            this.headers = HttpFields.build(request.getHeaders())
                    .remove(HEADERS.get(0))
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }

        @Override
        public String getMethod() {
            return method;
        }
    }
}
