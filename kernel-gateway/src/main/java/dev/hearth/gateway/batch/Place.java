package dev.hearth.gateway.batch;

import java.util.Objects;

/**
 * Where a cluster shows a batch. Immutable.
 *
 * @param application what the cluster calls it, such as {@code application_1700000000000_0001}; empty while it has no name there,
 *     and on no cluster
 * @param page the address of the cluster's page for it; empty if there is none
 */
public record Place(String application, String page) {
    /** On no cluster, or not known there yet. */
    public static final Place NONE = new Place("", "");

    public Place {
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(page, "page");
    }

    /** With news, of which what is empty says nothing. An address of another kind than a page's is none. */
    Place with(String newApplication, String newPage) {
        boolean link = newPage.startsWith("http://") || newPage.startsWith("https://");
        return new Place(newApplication.isEmpty() ? application : newApplication, link ? newPage : page);
    }
}
