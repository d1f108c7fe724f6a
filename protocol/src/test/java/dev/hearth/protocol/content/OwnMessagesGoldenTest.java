package dev.hearth.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages of our own, byte for byte: a driver outlives its gateway's upgrade. The files are {@code golden/hearth-1/NAME.json},
 * where a name begins with the message's type. They are not changed when a test fails.
 */
class OwnMessagesGoldenTest {
    static Map<String, Record> contents() {
        Map<String, Record> contents = new LinkedHashMap<>();
        contents.put("hearth_cancel_request", new Requests.Cancel("3f2a-Grüße"));
        contents.put("hearth_cancel_reply", Replies.Cancel.of("waiting"));
        contents.put("hearth_add_request-jar", new Requests.Add(Requests.Addition.JAR, "hdfs://name/lib/a b.jar"));
        contents.put("hearth_add_request-pyfile", new Requests.Add(Requests.Addition.PYFILE, "/data/garden.py"));
        contents.put("hearth_add_request-file", new Requests.Add(Requests.Addition.FILE, "/data/Grüße.csv"));
        contents.put("hearth_add_reply", Replies.Ok.INSTANCE);
        contents.put("hearth_add_reply-error", Replies.Failed.of("InterpreterFaultException", "no such jar"));
        return contents;
    }

    static Iterable<String> names() {
        return contents().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void content_isWrittenAsEver(String name) throws Exception {
        assertThat(Contents.write(Objects.requireNonNull(contents().get(name)))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void type_hasTheNameItEverHad(String name) {
        String type = name.replaceFirst("-.*", "");
        assertThat(MessageType.of(type).orElseThrow().wireName()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hearth_cancel_request",
                "hearth_add_request-jar",
                "hearth_add_request-pyfile",
                "hearth_add_request-file"
            })
    void request_isReadAsEver_alsoWithWhatALaterVersionAdds(String name) throws Exception {
        Record expected = Objects.requireNonNull(contents().get(name));
        RawJson later = RawJson.of(golden(name).toString().replaceFirst("}$", ",\"later\":{\"a\":[1]}}"));

        Record read = Contents.read(golden(name), expected.getClass());
        Record readLater = Contents.read(later, expected.getClass());

        assertThat(read).isEqualTo(expected);
        assertThat(readLater).isEqualTo(expected);
    }

    @Test
    void requests_areLogged_andHaveAReply() {
        for (MessageType type : new MessageType[] {MessageType.HEARTH_CANCEL_REQUEST, MessageType.HEARTH_ADD_REQUEST}) {
            assertThat(type.isTransient()).isFalse();
            assertThat(type.reply().orElseThrow().wireName())
                    .isEqualTo(type.wireName().replace("_request", "_reply"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"what\":\"jar\"}",
                "{\"what\":\"egg\",\"uri\":\"/a\"}",
                "{\"what\":\"jar\",\"uri\":\" \"}"
            })
    void addition_thatSaysTooLittle_isRefused(String content) {
        assertThatThrownBy(() -> Contents.read(RawJson.of(content), Requests.Add.class))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static RawJson golden(String name) throws IOException {
        try (var in = OwnMessagesGoldenTest.class.getResourceAsStream("/golden/hearth-1/" + name + ".json")) {
            return RawJson.of(Objects.requireNonNull(in, name).readAllBytes());
        }
    }
}
