package dev.hearth.protocol.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes new inputs of old ones, as its random numbers say. Not thread-safe. */
final class Mutator {
    private static final int MAX_CHANGES = 6;
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        6,
        8,
        127,
        128,
        255,
        256,
        4096,
        4097,
        65_535,
        65_536,
        262_144,
        262_208,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1
    };
    private static final String DELIMITERS = "{[,:]}";
    private static final List<Charset> ENCODINGS = List.of(
            StandardCharsets.UTF_16, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, Charset.forName("UTF-32BE"));
    private static final List<byte[]> WORDS = List.of(
            latin("null"),
            latin("{}"),
            latin("[]"),
            latin("\""),
            latin("{\"a\":"),
            latin("[[[[[[[["),
            latin("1e999999"),
            latin("-0"),
            latin("\\ud800"),
            latin("\\u0000"),
            latin("\0"),
            latin("\u00ff\u00fe"),
            latin("\u00ef\u00bb\u00bf"),
            latin("\u00c0\u0080"),
            latin("\u00ed\u00a0\u0080"),
            latin("true"),
            latin(","),
            latin("}"),
            latin("]"),
            latin(":"));

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** A changed copy of {@code input}, of at most {@code maxBytes}; {@code other} gives parts to it. */
    byte[] change(byte[] input, byte[] other, int maxBytes) {
        byte[] bytes = input.clone();
        for (int left = 1 + random.nextInt(MAX_CHANGES); left > 0; left--) {
            bytes = once(bytes, other);
        }
        return bytes.length > maxBytes ? Arrays.copyOf(bytes, maxBytes) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        return switch (random.nextInt(14)) {
            case 0 -> flipped(bytes);
            case 1 -> replaced(bytes, new byte[] {(byte) random.nextInt(256)}, 1);
            case 2, 3 -> number(bytes);
            case 4 -> Arrays.copyOf(bytes, place(bytes.length + 1));
            case 5 -> replaced(bytes, new byte[0], 1 + random.nextInt(16)); // left out
            case 6 -> replaced(bytes, part(bytes), 0); // said twice
            case 7 -> replaced(bytes, part(other), 0);
            case 8 -> replaced(bytes, part(other), random.nextInt(32));
            case 9, 10, 11 -> value(bytes);
            case 12 -> random.nextInt(20) == 0 ? encoded(bytes) : value(bytes);
            default -> replaced(bytes, WORDS.get(random.nextInt(WORDS.size())), random.nextInt(3));
        };
    }

    private byte[] flipped(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** A number of a size and order that layouts use, in the place of what is there: a known one, or one nearby. */
    private byte[] number(byte[] bytes) {
        int size = 1 << random.nextInt(4);
        if (bytes.length < size) {
            return bytes;
        }
        ByteBuffer all =
                ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int at = random.nextInt(bytes.length - size + 1);
        boolean near = random.nextInt(3) == 0;
        long known = NUMBERS[random.nextInt(NUMBERS.length)];
        int step = random.nextInt(17) - 8;
        switch (size) {
            case 1 -> all.put(at, (byte) (near ? all.get(at) + step : known));
            case 2 -> all.putShort(at, (short) (near ? all.getShort(at) + step : known));
            case 4 -> all.putInt(at, near ? all.getInt(at) + step : (int) known);
            default -> all.putLong(at, near ? all.getLong(at) + step : known);
        }
        return bytes;
    }

    /** Another value behind one of the delimiters of a JSON text. */
    private byte[] value(byte[] bytes) {
        int from = place(bytes.length + 1);
        while (from < bytes.length && DELIMITERS.indexOf(bytes[from]) < 0) {
            from++;
        }
        int to = Math.min(bytes.length, ++from);
        while (to < bytes.length && DELIMITERS.indexOf(bytes[to]) < 0) {
            to++;
        }
        return from >= bytes.length ? bytes : replacedAt(bytes, from, to, WORDS.get(random.nextInt(WORDS.size())));
    }

    /** All of it as another encoding of JSON has it. */
    private byte[] encoded(byte[] bytes) {
        Charset charset = ENCODINGS.get(random.nextInt(ENCODINGS.size()));
        return new String(bytes, StandardCharsets.ISO_8859_1).getBytes(charset);
    }

    private byte[] part(byte[] bytes) {
        int from = place(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, from + random.nextInt(Math.min(64, bytes.length - from) + 1));
    }

    private byte[] replaced(byte[] bytes, byte[] by, int count) {
        int from = place(bytes.length + 1);
        return replacedAt(bytes, from, Math.min(bytes.length, from + count), by);
    }

    private static byte[] replacedAt(byte[] bytes, int from, int to, byte[] by) {
        byte[] made = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, made, 0, from);
        System.arraycopy(by, 0, made, from, by.length);
        System.arraycopy(bytes, to, made, from + by.length, bytes.length - to);
        return made;
    }

    /** The front, where lengths and kinds are, is taken half of the time. */
    private int place(int bound) {
        return random.nextInt(random.nextBoolean() ? bound : Math.min(bound, 64));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
