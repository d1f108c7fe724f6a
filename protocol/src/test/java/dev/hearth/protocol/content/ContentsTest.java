package dev.hearth.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentsTest {
    @Test
    void execute_empty_hasTheProtocolsDefaults() throws Exception {
        Requests.Execute execute = Contents.read(RawJson.EMPTY_OBJECT, Requests.Execute.class);
        assertThat(execute.code()).isEmpty();
        assertThat(execute.storeHistory()).isTrue();
        assertThat(execute.allowStdin()).isTrue();
        assertThat(execute.stopOnError()).isTrue();
        assertThat(execute.userExpressions()).isEmpty();
    }

    @Test
    void execute_silent_isNeverStored() throws Exception {
        RawJson json = RawJson.of("{\"code\":\"1\",\"silent\":true,\"store_history\":true}");
        assertThat(Contents.read(json, Requests.Execute.class).storeHistory()).isFalse();
    }

    @Test
    void execute_codeAsLines_isJoined() throws Exception {
        RawJson json = RawJson.of("{\"code\":[\"a\\n\",\"b\"],\"extra\":1,\"user_expressions\":null}");
        assertThat(Contents.read(json, Requests.Execute.class).code()).isEqualTo("a\nb");
    }

    @Test
    void execute_writtenAndRead_isTheSame() throws Exception {
        Requests.Execute execute = new Requests.Execute("x", false, true, java.util.Map.of("a", "b"), true, false);
        assertThat(Contents.write(execute).toString()).contains("\"stop_on_error\":false");
        assertThat(Contents.read(Contents.write(execute), Requests.Execute.class))
                .isEqualTo(execute);
    }

    @Test
    void complete_cursorBehindTheText_isItsEnd() throws Exception {
        RawJson json = RawJson.of("{\"code\":\"a🌍\",\"cursor_pos\":99}");
        assertThat(Contents.read(json, Requests.Complete.class).cursorPos()).isEqualTo(2);
    }

    @Test
    void otherShape_isOneClearErrorWithoutItsValues() {
        assertThatThrownBy(() -> Contents.read(RawJson.of("[\"secret\"]"), Requests.Execute.class))
                .isInstanceOf(MalformedMessageException.class)
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> Contents.read(RawJson.of("null"), Requests.Shutdown.class))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void written_leavesOutWhatIsNull() {
        assertThat(Contents.write(Replies.Aborted.of(null))).isEqualTo(RawJson.of("{\"status\":\"aborted\"}"));
        assertThat(Contents.write(new Broadcasts.ClearOutput(true))).isEqualTo(RawJson.of("{\"wait\":true}"));
        assertThat(Contents.write(new Broadcasts.DisplayData(RawJson.EMPTY_OBJECT, RawJson.EMPTY_OBJECT, null)))
                .isEqualTo(RawJson.of("{\"data\":{},\"metadata\":{}}"));
    }

    @Test
    void failedExecute_hasNameValueAndTraceback() {
        assertThat(Contents.write(Replies.Failed.execute(3, "E", "", List.of())).toString())
                .isEqualTo(
                        "{\"status\":\"error\",\"execution_count\":3,\"ename\":\"E\",\"evalue\":\"\",\"traceback\":[],"
                                + "\"payload\":[],\"user_expressions\":{}}");
    }

    @Test
    void inputReply_isNeverShown() throws Exception {
        Requests.InputReply reply = Contents.read(RawJson.of("{\"value\":\"hunter2\"}"), Requests.InputReply.class);
        assertThat(reply.toString()).doesNotContain("hunter2");
    }

    @Test
    void mimeBundle_keepsJsonBodiesAsValues() {
        MimeBundle bundle = MimeBundle.builder()
                .text("text/plain", "a")
                .json("application/json", RawJson.of("[1]"))
                .build();
        assertThat(bundle.data()).isEqualTo(RawJson.of("{\"text/plain\":\"a\",\"application/json\":[1]}"));
    }

    @Test
    void replies_ofRequests_areKnown() {
        assertThat(MessageType.EXECUTE_REQUEST.reply()).contains(MessageType.EXECUTE_REPLY);
        assertThat(MessageType.COMM_MSG.reply()).isEmpty();
        assertThat(MessageType.of("made_up")).isEmpty();
    }
}
