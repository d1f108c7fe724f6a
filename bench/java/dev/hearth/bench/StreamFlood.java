package dev.hearth.bench;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.RecordClass;
import dev.hearth.protocol.wire.V1Layout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * Stream messages of one length, made cheaply: one message is encoded, and its id and number are written over for each. A
 * text begins with its number, nine digits from 0. Not thread-safe: a record is valid until the next.
 */
final class StreamFlood {
    private static final int DIGITS = 9;
    private static final String ID_PREFIX = "flood-message-";

    private final LaunchDescriptor descriptor;
    private final Envelope request;
    private final byte[] message;
    private final int idAt;
    private final int numberAt;

    /** A flood that answers {@code request}; each text has {@code textBytes}, more than nine. */
    StreamFlood(LaunchDescriptor descriptor, Envelope request, int textBytes) {
        this.descriptor = descriptor;
        this.request = request;
        Header made = Header.make("stream", descriptor.headerSession(), "stub", Clock.systemUTC());
        Header header = new Header(id(0), made.session(), "stub", made.date(), "stream", made.version(), null);
        String text = digits(0) + "x".repeat(textBytes - DIGITS - 1) + "\\n";
        message = V1Layout.encodeWhole(RawMessage.of(
                Channel.IOPUB,
                header,
                RawJson.of("{\"msg_id\":\"" + request.messageId() + "\"}"),
                RawJson.of("{\"name\":\"stdout\",\"text\":\"" + text + "\"}")));
        String whole = new String(message, StandardCharsets.ISO_8859_1);
        idAt = whole.indexOf(id(0)) + ID_PREFIX.length();
        numberAt = whole.indexOf("\"text\":\"") + "\"text\":\"".length();
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    private static String id(long number) {
        return ID_PREFIX + digits(number);
    }

    private static void write(byte[] target, int at, long number) {
        long rest = number;
        for (int i = DIGITS - 1; i >= 0; i--) {
            target[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The bytes of the record that is {@code number} in this flood and {@code sequence} in the log. */
    List<ByteBuffer> record(long sequence, int number) {
        write(message, idAt, sequence);
        write(message, numberAt, number);
        Envelope envelope = new Envelope(
                descriptor.session(),
                descriptor.incarnation(),
                sequence,
                RecordClass.OUTPUT,
                Channel.IOPUB,
                "stream",
                new String(message, idAt - ID_PREFIX.length(), ID_PREFIX.length() + DIGITS, StandardCharsets.US_ASCII),
                request.messageId(),
                request.origin(),
                null,
                false,
                false,
                System.currentTimeMillis());
        return List.of(envelope.encode(), ByteBuffer.wrap(message));
    }
}
