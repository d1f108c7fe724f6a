package dev.hearth.gateway.session;

import java.io.IOException;

/** Is shown records one after the other. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Takes one up; it is void afterwards.
     *
     * @throws IOException if it cannot be read
     */
    void see(SessionRecord record) throws IOException;
}
