package dev.hearth.bridge;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MalformedMessageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the top level of one JSON object: headers, connection files, short answers. Strings come decoded, everything else as
 * its text, nested values too; {@code null} is left out. Of nested values only strings and brackets are looked at.
 *
 * <p>By hand, since to load a JSON library takes longer than all else before a kernel's first reply. Confined to one call.
 */
final class FlatJson {
    private static final int MAX_DEPTH = 500;

    private final byte[] text;
    private int at;
    private String wanted = ""; // a field, and where its value begins and ends
    private int wantedFrom;
    private int wantedTo;

    private FlatJson(byte[] text) {
        this.text = text;
    }

    /** The fields in their order; of a name that comes twice, the last. The buffer's position stays. */
    static Map<String, String> read(ByteBuffer json) throws MalformedMessageException {
        byte[] copy = new byte[json.remaining()];
        json.duplicate().get(copy);
        return new FlatJson(copy).object();
    }

    /** The object with another string for a field that it has, and all else as it was. */
    static ByteBuffer with(ByteBuffer json, String name, String value) throws MalformedMessageException {
        byte[] copy = new byte[json.remaining()];
        json.duplicate().get(copy);
        FlatJson reader = new FlatJson(copy);
        reader.wanted = name;
        reader.object();
        byte[] quoted = quote(value).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(copy.length - (reader.wantedTo - reader.wantedFrom) + quoted.length)
                .put(copy, 0, reader.wantedFrom)
                .put(quoted)
                .put(copy, reader.wantedTo, copy.length - reader.wantedTo)
                .flip();
    }

    /** A text as a JSON string, with its quotes. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16));
                out.append(Character.forDigit((c >> 8) & 15, 16)).append(Character.forDigit((c >> 4) & 15, 16));
                out.append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private Map<String, String> object() throws MalformedMessageException {
        Map<String, String> fields = new LinkedHashMap<>();
        expect('{');
        if (peek() == '}') {
            at++;
        } else {
            int next = ',';
            while (next == ',') {
                String name = string();
                expect(':');
                boolean isString = peek() == '"';
                int from = at;
                if (isString) {
                    fields.put(name, string());
                } else {
                    put(fields, name, raw());
                }
                if (name.equals(wanted)) {
                    wantedFrom = from;
                    wantedTo = at;
                }
                next = peek();
                at++;
            }
            if (next != '}') {
                throw bad();
            }
        }
        if (peek() != -1) {
            throw bad();
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value.equals("null")) {
            fields.remove(name);
        } else {
            fields.put(name, value);
        }
    }

    /** The next character that is no white space, which stays; -1 at the end. */
    private int peek() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at < text.length ? text[at] & 0xff : -1;
    }

    private void expect(char wanted) throws MalformedMessageException {
        if (peek() != wanted) {
            throw bad();
        }
        at++;
    }

    private MalformedMessageException bad() {
        return new MalformedMessageException(
                Reason.BAD_JSON, "expected a JSON object, found something else at byte " + Math.min(at, text.length));
    }

    private String string() throws MalformedMessageException {
        expect('"');
        int begin = at;
        while (at < text.length && text[at] != '"' && text[at] != '\\') {
            if (text[at] >= 0 && text[at] < ' ') {
                throw bad();
            }
            at++;
        }
        if (at < text.length && text[at] == '"') {
            return new String(text, begin, at++ - begin, StandardCharsets.UTF_8);
        }
        StringBuilder out = new StringBuilder(new String(text, begin, at - begin, StandardCharsets.UTF_8));
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\') {
                at++;
                out.append(escaped());
            } else {
                int from = at;
                while (at < text.length && text[at] != '"' && text[at] != '\\') {
                    if (text[at] >= 0 && text[at] < ' ') {
                        throw bad();
                    }
                    at++;
                }
                out.append(new String(text, from, at - from, StandardCharsets.UTF_8));
            }
        }
        expect('"');
        return out.toString();
    }

    private char escaped() throws MalformedMessageException {
        if (at >= text.length) {
            throw bad();
        }
        byte c = text[at++];
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw bad();
        };
    }

    private char unit() throws MalformedMessageException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length ? Character.digit(text[at++], 16) : -1;
            if (digit < 0) {
                throw bad();
            }
            unit = (unit << 4) | digit;
        }
        return (char) unit;
    }

    /** The text of a value that is no string. */
    private String raw() throws MalformedMessageException {
        int begin = at;
        int depth = 0;
        while (at < text.length) {
            byte c = text[at];
            if (c == '"') {
                string();
                continue;
            }
            if (c == '{' || c == '[') {
                if (++depth > MAX_DEPTH) {
                    throw bad();
                }
            } else if (c == '}' || c == ']' || c == ',') {
                if (depth == 0) {
                    break;
                }
                depth -= c == ',' ? 0 : 1;
            }
            at++;
        }
        String raw = new String(text, begin, at - begin, StandardCharsets.UTF_8).strip();
        if (depth != 0 || raw.isEmpty()) {
            throw bad();
        }
        boolean nested = raw.charAt(0) == '{' || raw.charAt(0) == '[';
        if (!nested && !raw.equals("null") && !raw.equals("true") && !raw.equals("false") && !isNumber(raw)) {
            throw bad();
        }
        return raw;
    }

    private static boolean isNumber(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if ("+-.eE0123456789".indexOf(raw.charAt(i)) < 0) {
                return false;
            }
        }
        return raw.charAt(0) == '-' || Character.isDigit(raw.charAt(0));
    }
}
