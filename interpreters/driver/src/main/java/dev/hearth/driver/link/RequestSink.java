package dev.hearth.driver.link;

import dev.hearth.protocol.link.LinkRecord;

/** Takes requests off the link. Called on the link's reader, one at a time; must not block. */
@FunctionalInterface
public interface RequestSink {
    /** One request, new and in order. Its bytes are the sink's to keep. */
    void accept(LinkRecord request);
}
