package dev.hearth.bridge;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.Release;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * Messages that the bridge makes itself, while the gateway cannot yet. They have the kernel's session once that is known, since
 * JupyterLab takes messages of two sessions for those of two kernels. Confined to one thread.
 */
final class OwnMessages {
    private static final ByteBuffer NOTHING = utf8("{}");

    private final Clock clock;
    private final String prefix;
    private String session;
    private long count;

    /**
     * Messages of a kernel.
     *
     * @param name unlike that of any other kernel
     */
    OwnMessages(String name, Clock clock) {
        this.clock = clock;
        this.prefix = name;
        this.session = name;
    }

    /** Speaks in the name of this session from now on. */
    void session(String known) {
        session = known;
    }

    private RawMessage make(Channel channel, String type, ByteBuffer parent, String content) {
        String header = "{\"msg_id\":\"" + prefix + "_" + ++count + "\",\"session\":" + FlatJson.quote(session)
                + ",\"username\":\"hearth\",\"date\":\"" + Header.date(clock.instant()) + "\",\"msg_type\":\"" + type
                + "\",\"version\":\"" + Header.PROTOCOL_VERSION + "\"}";
        return new RawMessage(channel, utf8(header), parent, NOTHING, utf8(content), List.of());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A message on iopub. */
    RawMessage broadcast(String type, ByteBuffer parent, String content) {
        return make(Channel.IOPUB, type, parent, content);
    }

    /** Busy or idle of a request. */
    RawMessage status(ExecutionState state, ByteBuffer parent) {
        return broadcast("status", parent, "{\"execution_state\":\"" + state.wireName() + "\"}");
    }

    /** What a subscriber is greeted with. */
    RawMessage welcome(String topic) {
        return broadcast("iopub_welcome", NOTHING, "{\"subscription\":" + FlatJson.quote(topic) + "}");
    }

    /** A reply to a request. */
    RawMessage reply(Channel channel, String type, ByteBuffer parent, String content) {
        return make(channel, type, parent, content);
    }

    /** An error, as the content of {@code error} and, with a status in front, of a reply. */
    static String failure(String ename, String evalue) {
        return "\"ename\":" + FlatJson.quote(ename) + ",\"evalue\":" + FlatJson.quote(evalue) + ",\"traceback\":["
                + FlatJson.quote(ename + ": " + evalue) + "]";
    }

    /** What is known of a language before its driver is there: the content of {@code kernel_info_reply}. */
    static String kernelInfo(Language language) {
        String info =
                switch (language) {
                    case SCALA ->
                        "\"scala\",\"version\":\"2.13\",\"mimetype\":\"text/x-scala\",\"file_extension\":\".scala\","
                                + "\"pygments_lexer\":\"scala\",\"codemirror_mode\":\"text/x-scala\","
                                + "\"nbconvert_exporter\":\"script\"";
                    case PYTHON ->
                        "\"python\",\"version\":\"3\",\"mimetype\":\"text/x-python\",\"file_extension\":\".py\","
                                + "\"pygments_lexer\":\"ipython3\",\"codemirror_mode\":\"python\","
                                + "\"nbconvert_exporter\":\"python\"";
                    case SQL ->
                        "\"sql\",\"version\":\"\",\"mimetype\":\"text/x-sql\",\"file_extension\":\".sql\","
                                + "\"pygments_lexer\":\"sql\",\"codemirror_mode\":\"sql\","
                                + "\"nbconvert_exporter\":\"\"";
                };
        return "{\"status\":\"ok\",\"protocol_version\":\"" + Header.PROTOCOL_VERSION
                + "\",\"implementation\":\"hearth\",\"implementation_version\":\"" + Release.VERSION
                + "\",\"language_info\":{\"name\":" + info + "},\"banner\":\"Hearth " + Release.VERSION
                + ": Apache Spark with Scala, Python and SQL\",\"help_links\":[{\"text\":\"Apache Spark\",\"url\":"
                + "\"https://spark.apache.org/docs/latest/\"}],\"supported_features\":[\"debugger\",\"kernel subshells\"]}";
    }
}
