package dev.hearth.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LinkProperties {
    private static final UUID SESSION = new UUID(1, 2);

    @Provide
    Arbitrary<Envelope> envelopes() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(40);
        return Combinators.combine(
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        Arbitraries.of(RecordClass.values()),
                        Arbitraries.of(Channel.values()),
                        texts,
                        texts,
                        texts,
                        Arbitraries.of(ExecutionState.values()).injectNull(0.5),
                        Arbitraries.integers().between(0, 3))
                .as((sequence, recordClass, channel, type, id, parent, state, flags) -> new Envelope(
                        SESSION,
                        7,
                        sequence,
                        recordClass,
                        channel,
                        type,
                        id,
                        parent,
                        "o",
                        state,
                        (flags & 1) != 0,
                        (flags & 2) != 0,
                        99));
    }

    @Property
    void envelope_roundTrip(@ForAll("envelopes") Envelope envelope) throws Exception {
        ByteBuffer bytes = envelope.encode();
        assertThat(Envelope.decode(bytes)).isEqualTo(envelope);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Property
    void envelope_ofALaterVersion_isReadAsFarAsKnown(
            @ForAll("envelopes") Envelope envelope, @ForAll @Size(max = 9) byte[] more) throws Exception {
        ByteBuffer own = envelope.encode();
        ByteBuffer later = ByteBuffer.allocate(own.remaining() + more.length + 3);
        later.put(own).put(more).put(new byte[] {1, 2, 3}).flip();
        later.put(0, (byte) 2).putShort(2, (short) (later.limit() - 3));
        assertThat(Envelope.decode(later)).isEqualTo(envelope);
        assertThat(later.remaining()).isEqualTo(3);
    }

    @Property
    void envelope_truncated_isOneClearError(
            @ForAll("envelopes") Envelope envelope, @ForAll @IntRange(max = 500) int cut) {
        ByteBuffer bytes = envelope.encode();
        bytes.limit(cut % bytes.limit());
        assertThatThrownBy(() -> Envelope.decode(bytes)).isInstanceOf(MalformedMessageException.class);
    }

    @Property
    void anyBytes_areAFrameOrOneClearError(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            LinkFrame frame = LinkFrame.decode(ByteBuffer.wrap(bytes));
            FrameReader reader = new FrameReader(1 << 20);
            if (frame instanceof LinkFrame.RecordsFrame records) {
                reader.read(records, record -> assertThat(record.envelope()).isNotNull());
            } else if (frame instanceof LinkFrame.PieceFrame piece) {
                reader.read(piece, record -> assertThat(record.envelope()).isNotNull());
            }
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void records_packedAndTakenOut_areTheSame(
            @ForAll("envelopes") Envelope envelope, @ForAll @Size(max = 30) List<byte[]> bodies) throws Exception {
        FramePacker packer = new FramePacker();
        for (byte[] body : bodies) {
            assertThat(packer.add(new LinkRecord(envelope, ByteBuffer.wrap(body)).encode()))
                    .isTrue();
        }
        List<ByteBuffer> found = new ArrayList<>();
        ByteBuffer frame = packer.take();
        if (frame != null) {
            LinkFrame decoded = LinkFrame.decode(frame);
            new FrameReader(1 << 20).read((LinkFrame.RecordsFrame) decoded, record -> {
                assertThat(record.envelope()).isEqualTo(envelope);
                found.add(record.message());
            });
        }
        assertThat(found).isEqualTo(bodies.stream().map(ByteBuffer::wrap).toList());
        assertThat(packer.isEmpty()).isTrue();
    }

    @Example
    void packer_full_refusesAndTheFrameKeepsItsBound() throws Exception {
        FramePacker packer = new FramePacker();
        List<ByteBuffer> record = List.of(ByteBuffer.allocate(100_000));
        assertThat(packer.add(record)).isTrue();
        assertThat(packer.add(record)).isTrue();
        assertThat(packer.add(record)).isFalse();
        ByteBuffer frame = packer.take();
        assertThat(frame).isNotNull();
        assertThat(java.util.Objects.requireNonNull(frame).remaining()).isLessThanOrEqualTo(LinkFrame.MAX_FRAME_BYTES);
        assertThat(packer.add(record)).isTrue();
    }

    @Example
    void pieces_ofTwoRecordsInterleaved_areBothPutTogether() throws Exception {
        ByteBuffer first = record(1, 700_000);
        ByteBuffer second = record(2, 400_001);
        FrameReader reader = new FrameReader(1 << 20);
        List<Long> found = new ArrayList<>();
        int a = 0;
        int b = 0;
        while (a < first.remaining() || b < second.remaining()) {
            if (a < first.remaining()) {
                a += feed(reader, piece(10, first, a), found);
            }
            if (b < second.remaining()) {
                b += feed(reader, piece(11, second, b), found);
            }
        }
        assertThat(found).containsExactly(2L, 1L);
    }

    private static LinkFrame.PieceFrame piece(long id, ByteBuffer record, int offset) {
        int length = Math.min(LinkFrame.MAX_BODY_BYTES, record.remaining() - offset);
        return new LinkFrame.PieceFrame(id, record.remaining(), offset, record.slice(offset, length));
    }

    private static int feed(FrameReader reader, LinkFrame.PieceFrame piece, List<Long> found) throws Exception {
        LinkFrame decoded = LinkFrame.decode(piece.encode());
        reader.read((LinkFrame.PieceFrame) decoded, record -> {
            assertThat(record.message().remaining()).isGreaterThanOrEqualTo(400_000);
            found.add(record.envelope().sequence());
        });
        return piece.bytes().remaining();
    }

    @Example
    void piece_ofAnAnnouncedGigabyte_isRefusedBeforeAnythingIsAllocated() {
        FrameReader reader = new FrameReader(1 << 20);
        var piece = new LinkFrame.PieceFrame(1, 1 << 30, 0, ByteBuffer.allocate(10));
        assertThatThrownBy(() -> reader.read(piece, record -> {})).hasMessageContaining("at most 1048576 bytes");
    }

    @Example
    void gap_lettingGoOfALargeRecordUnderWay_leavesTheOthers() throws Exception {
        FrameReader reader = new FrameReader(1 << 20);
        for (int sequence = 5; sequence <= 6; sequence++) {
            long before = reader.held();
            var first = piece(sequence, record(sequence, 400_000), 0);
            long growth = reader.growth(first);
            feed(reader, first, new ArrayList<>());
            assertThat(reader.held() - before).isEqualTo(growth).isGreaterThanOrEqualTo(LinkFrame.MAX_BODY_BYTES);
        }
        reader.drop(new LinkFrame.GapFrame(1, 4));
        assertThat(reader.arrived()).isEqualTo(2L * LinkFrame.MAX_BODY_BYTES);
        reader.drop(new LinkFrame.GapFrame(2, 5));
        assertThat(reader.arrived()).isEqualTo(LinkFrame.MAX_BODY_BYTES);
        ByteBuffer six = record(6, 400_000);
        List<Long> found = new ArrayList<>();
        feed(reader, piece(6, six, LinkFrame.MAX_BODY_BYTES), found);
        assertThat(found).containsExactly(6L);
        assertThat(reader.held()).isZero();
    }

    @Example
    void piece_outOfOrder_isRefused() throws Exception {
        FrameReader reader = new FrameReader(1 << 20);
        reader.read(new LinkFrame.PieceFrame(1, 100, 0, ByteBuffer.allocate(10)), record -> {});
        assertThatThrownBy(
                        () -> reader.read(new LinkFrame.PieceFrame(1, 100, 20, ByteBuffer.allocate(10)), record -> {}))
                .hasMessageContaining("expected the piece at 10");
    }

    @Example
    void frames_ofEachKind_roundTrip() throws Exception {
        Hello hello = new Hello(1, 1, SESSION, 3, "secret", "key", 1, 9, 4, 2, "0.1", "4.2.1", "17.0.15", 0.9, 77, 0);
        for (LinkFrame frame : List.of(
                new LinkFrame.HelloFrame(hello),
                new LinkFrame.WelcomeFrame(new Welcome(1, "g", 5, 9, 1, 4, 64 << 20)),
                new LinkFrame.RefusalFrame(new Refusal(Refusal.Reason.SUPERSEDED, "a newer one")),
                new LinkFrame.AckFrame(12),
                new LinkFrame.GapFrame(3, 8),
                new LinkFrame.OpenFrame(1, 65536, "log?offset=0"),
                new LinkFrame.DataFrame(1, ByteBuffer.wrap(new byte[] {1, 2})),
                new LinkFrame.CreditFrame(1, 10),
                new LinkFrame.CloseFrame(1, "no such file"))) {
            assertThat(LinkFrame.decode(frame.encode())).isEqualTo(frame);
        }
        assertThat(hello.toString()).doesNotContain("secret").doesNotContain("key");
    }

    @Example
    void refusal_forAReasonOfALaterVersion_meansTryAgain() throws Exception {
        LinkFrame frame = LinkFrame.decode(frame(3, "{\"reason\":\"MOON_IS_FULL\",\"message\":\"wait\",\"until\":7}"));
        assertThat(frame).isEqualTo(new LinkFrame.RefusalFrame(new Refusal(Refusal.Reason.TRY_AGAIN, "wait")));
    }

    @Example
    void frames_thatLie_areRefused() {
        String secret = "\"launchSecret\":\"sesame\"";
        for (String hello : List.of("null", "[]", "{" + secret + "}", "{" + secret + "} {}", "\u0000{")) {
            assertThatThrownBy(() -> LinkFrame.decode(frame(1, hello)))
                    .hasMessage("expected a Hello as JSON")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> LinkFrame.decode(new LinkFrame.GapFrame(8, 3).encode()))
                .hasMessage("a gap from 8 to 3");
        assertThatThrownBy(() -> LinkFrame.decode(new LinkFrame.AckFrame(-1).encode()))
                .hasMessage("the number -1 in a frame ACK");
        assertThatThrownBy(() -> LinkFrame.decode(new LinkFrame.CreditFrame(1, -5).encode()))
                .hasMessage("the number -5 in a frame CREDIT");
        ByteBuffer close = new LinkFrame.CloseFrame(1, "xy").encode();
        close.put(5, (byte) 0xFF);
        assertThatThrownBy(() -> LinkFrame.decode(close)).hasMessage("a text that is not UTF-8");
    }

    private static ByteBuffer frame(int kind, String json) {
        byte[] utf8 = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + utf8.length).put((byte) kind).put(utf8).flip();
    }

    @Example
    void frames_onTheWire_areWhatTheyWere() {
        assertThat(hex(new LinkFrame.AckFrame(258).encode())).isEqualTo("060000000000000102");
        assertThat(hex(new LinkFrame.GapFrame(1, 2).encode())).isEqualTo("0700000000000000010000000000000002");
        assertThat(hex(new LinkFrame.CreditFrame(3, 512).encode())).isEqualTo("0a0000000300000200");
        assertThat(hex(new LinkFrame.DataFrame(1, ByteBuffer.wrap(new byte[] {9})).encode()))
                .isEqualTo("090000000109");
        assertThat(hex(new Envelope(
                                SESSION,
                                1,
                                2,
                                RecordClass.OUTPUT,
                                Channel.IOPUB,
                                "stream",
                                "m",
                                "p",
                                "o",
                                ExecutionState.BUSY,
                                true,
                                false,
                                3)
                        .encode()))
                .isEqualTo("0101003d01020300" + "00000000000000010000000000000002" + "00000001" + "0000000000000002"
                        + "0000000000000003" + "0006" + "73747265616d" + "00016d" + "000170" + "00016f");
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return java.util.HexFormat.of().formatHex(copy);
    }

    @Property
    void window_anyOrder_acceptsEachOnceAndEndsWithoutHole(
            @ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) {
        List<Long> order = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            order.add(i);
            order.add(i);
        }
        java.util.Collections.shuffle(order, new java.util.Random(seed));
        SequenceWindow window = new SequenceWindow(0);
        long accepted = order.stream().filter(window::accept).count();
        assertThat(accepted).isEqualTo(count);
        assertThat(window.last()).isEqualTo(count);
    }

    private static ByteBuffer record(long sequence, int size) {
        Envelope envelope = new Envelope(
                SESSION, 1, sequence, RecordClass.DURABLE, Channel.IOPUB, "t", "i", "p", "o", null, false, false, 0);
        List<ByteBuffer> parts = new LinkRecord(envelope, ByteBuffer.allocate(size)).encode();
        ByteBuffer whole = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(whole::put);
        return whole.flip();
    }
}
