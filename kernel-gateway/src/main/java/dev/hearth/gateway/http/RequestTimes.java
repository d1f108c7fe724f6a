package dev.hearth.gateway.http;

import java.time.Duration;

/** Told how long requests took. Called on threads of requests; must be short. */
@FunctionalInterface
public interface RequestTimes {
    /** Nobody listens. */
    RequestTimes NONE = (method, route, status, time) -> {};

    /**
     * A request was answered.
     *
     * @param route the route's path with names for its parameters; empty if there was none
     */
    void answered(String method, String route, int status, Duration time);
}
