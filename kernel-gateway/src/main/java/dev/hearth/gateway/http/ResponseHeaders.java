package dev.hearth.gateway.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Headers of every answer. Only functions; thread-safe. */
final class ResponseHeaders {
    static final String METHODS = "GET, POST, PATCH, DELETE, OPTIONS";

    /** As jupyter_server has it for its API: an answer that is shown as a page can do nothing. */
    private static final String POLICY = "frame-ancestors 'self'; default-src 'none'";

    private ResponseHeaders() {}

    /** What holds unless a route says otherwise. */
    static void addTo(HttpFields.Mutable headers) {
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", POLICY);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    /** Lets pages of a site that is allowed read the answer. */
    static void allow(HttpFields.Mutable headers, String origin) {
        headers.put("Access-Control-Allow-Origin", origin);
        headers.add(HttpHeader.VARY, "Origin");
        headers.put("Access-Control-Allow-Methods", METHODS);
        headers.put(
                "Access-Control-Allow-Headers",
                "accept, authorization, content-type, last-event-id, x-requested-with, x-xsrftoken");
        headers.put("Access-Control-Expose-Headers", "Location");
        headers.put("Access-Control-Max-Age", "600");
    }
}
