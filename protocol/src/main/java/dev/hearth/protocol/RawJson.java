package dev.hearth.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as its UTF-8 text, passed on unread.
 *
 * <p>The text is believed, not checked: {@link Json#read} does that. Immutable as long as nobody
 * writes to the array that {@link #of(byte[])} was given or that {@link #utf8()} returns; nobody may.
 */
public final class RawJson {
    /** The value <code>{}</code>. */
    public static final RawJson EMPTY_OBJECT = of("{}");

    private final byte[] utf8;

    private RawJson(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Takes over {@code utf8}, which must hold exactly one JSON value and is not copied. */
    public static RawJson of(byte[] utf8) {
        return new RawJson(utf8);
    }

    /** The value written as {@code text}. */
    public static RawJson of(String text) {
        return new RawJson(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the remaining bytes of {@code text}, whose position stays. */
    public static RawJson copyOf(ByteBuffer text) {
        byte[] bytes = new byte[text.remaining()];
        text.duplicate().get(bytes);
        return new RawJson(bytes);
    }

    /** The text itself, not a copy: do not write to it. */
    public byte[] utf8() {
        return utf8;
    }

    /** Length of the text in bytes. */
    public int sizeBytes() {
        return utf8.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson json && Arrays.equals(utf8, json.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
