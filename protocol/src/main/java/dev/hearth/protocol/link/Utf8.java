package dev.hearth.protocol.link;

import static dev.hearth.protocol.MalformedMessageException.Reason.BAD_LAYOUT;

import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of the link. Only functions; thread-safe. */
final class Utf8 {
    private Utf8() {}

    /** The text in the remaining bytes. Nothing is mended in it: a text that was would be longer when it is written again. */
    static String decode(ByteBuffer bytes) throws MalformedMessageException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(BAD_LAYOUT, "a text that is not UTF-8");
        }
    }
}
