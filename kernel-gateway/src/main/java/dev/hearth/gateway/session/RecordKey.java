package dev.hearth.gateway.session;

import java.nio.charset.StandardCharsets;

/** Keys by which both logs find records: a message id, or its hash where it is too long for a key. */
final class RecordKey {
    private static final int MAX_BYTES = 255;

    private RecordKey() {}

    /** The key of an id. The same key may stand for another id: compare the envelope. */
    static byte[] of(String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        return utf8.length <= MAX_BYTES ? utf8 : Secrets.sha256(utf8);
    }
}
