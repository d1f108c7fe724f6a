package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of a frame that is not text: a count, that many lengths, then the sections themselves, all lengths unsigned 32
 * bits. Immutable as long as nobody writes to the array.
 */
final class Sections {
    static final Sections NONE = new Sections(new byte[0], new int[1]);

    private static final int MAX_COUNT = 4096;

    private final byte[] body;
    private final int[] starts;

    private Sections(byte[] body, int[] starts) {
        this.body = body;
        this.starts = starts;
    }

    /** Reads the first {@code length} bytes of {@code body}, which is kept and not copied. */
    static Sections read(byte[] body, int length) throws ProtocolViolation {
        ByteBuffer in = ByteBuffer.wrap(body, 0, length);
        int count = length < Integer.BYTES ? -1 : in.getInt();
        if (count < 0 || count > MAX_COUNT || in.remaining() < count * Integer.BYTES) {
            throw new ProtocolViolation("a body of " + length + " bytes does not hold the sections that it claims");
        }
        int[] starts = new int[count + 1];
        long at = Integer.BYTES * (1L + count);
        for (int i = 0; i < count; i++) {
            starts[i] = (int) at;
            at += Integer.toUnsignedLong(in.getInt());
            if (at > length) {
                throw new ProtocolViolation("section " + i + " ends behind its frame of " + length + " bytes");
            }
        }
        if (at != length) {
            throw new ProtocolViolation((length - at) + " bytes behind the last section of a frame");
        }
        starts[count] = (int) at;
        return new Sections(body, starts);
    }

    /** The body made of these sections. Their positions stay. */
    static byte[] join(List<ByteBuffer> sections) {
        int size = Integer.BYTES * (1 + sections.size())
                + sections.stream().mapToInt(ByteBuffer::remaining).reduce(0, Math::addExact);
        ByteBuffer body = ByteBuffer.allocate(size).putInt(sections.size());
        sections.forEach(section -> body.putInt(section.remaining()));
        sections.forEach(section -> body.put(section.duplicate()));
        return body.array();
    }

    int count() {
        return starts.length - 1;
    }

    byte[] bytes(int index) throws ProtocolViolation {
        if (index >= count()) {
            throw new ProtocolViolation("section " + index + " is missing, there are " + count());
        }
        return Arrays.copyOfRange(body, starts[index], starts[index + 1]);
    }

    /** A section that must be a JSON object. Only its two ends are looked at: it is the user's own, and may be large. */
    RawJson object(int index) throws ProtocolViolation {
        byte[] text = bytes(index);
        if (text.length < 2 || text[0] != '{' || text[text.length - 1] != '}') {
            throw new ProtocolViolation("section " + index + " is not a JSON object");
        }
        return RawJson.of(text);
    }

    /** A small section that is read. */
    JsonNode json(int index) throws ProtocolViolation {
        try {
            return Json.read(RawJson.of(bytes(index)));
        } catch (MalformedMessageException e) {
            throw new ProtocolViolation("section " + index + " is not JSON");
        }
    }

    /** The sections from {@code first} on. */
    List<ByteBuffer> buffers(int first) throws ProtocolViolation {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = first; i < count(); i++) {
            buffers.add(ByteBuffer.wrap(bytes(i)));
        }
        return buffers;
    }
}
