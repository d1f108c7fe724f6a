package dev.hearth.driver.output;

import dev.hearth.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON text put together from pieces, with strings escaped from their UTF-8 bytes without a detour through {@link String}.
 * Not thread-safe.
 */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private byte[] bytes;
    private int size;

    JsonBytes(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** Adds JSON as it is. */
    JsonBytes raw(byte[] json) {
        return raw(json, 0, json.length);
    }

    /** Adds ASCII that is JSON as it is. */
    JsonBytes raw(String ascii) {
        return raw(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private JsonBytes raw(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** Adds a string with its quotes. */
    JsonBytes string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /** Adds a string with its quotes; what is not UTF-8 is replaced by U+FFFD. */
    JsonBytes string(byte[] utf8, int offset, int length) {
        room(length + 2);
        bytes[size++] = '"';
        int end = offset + length;
        int run = offset;
        int at = offset;
        while (at < end) {
            int here = utf8[at];
            if (here >= 0x20) {
                if (here == '"' || here == '\\') {
                    raw(utf8, run, at - run);
                    escape((byte) here);
                    run = at + 1;
                }
                at++;
            } else if (here >= 0) {
                raw(utf8, run, at - run);
                control(here);
                at++;
                run = at;
            } else {
                int whole = Utf8.length(utf8, at, end);
                if (whole < 0) {
                    raw(utf8, run, at - run);
                    raw(REPLACEMENT);
                    at -= whole;
                    run = at;
                } else {
                    at += whole;
                }
            }
        }
        raw(utf8, run, end - run);
        room(1);
        bytes[size++] = '"';
        return this;
    }

    private void control(int here) {
        switch (here) {
            case '\n' -> escape((byte) 'n');
            case '\r' -> escape((byte) 'r');
            case '\t' -> escape((byte) 't');
            case '\b' -> escape((byte) 'b');
            case '\f' -> escape((byte) 'f');
            default -> {
                room(6);
                bytes[size++] = '\\';
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[here >> 4];
                bytes[size++] = HEX[here & 15];
            }
        }
    }

    private void escape(byte letter) {
        room(2);
        bytes[size++] = '\\';
        bytes[size++] = letter;
    }

    private void room(int more) {
        if (more > bytes.length - size) {
            long wanted = Math.max((long) size + more, bytes.length + (bytes.length >> 1));
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }

    /** The text so far. */
    RawJson take() {
        return RawJson.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }
}
