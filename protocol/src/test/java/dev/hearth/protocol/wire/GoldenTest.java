package dev.hearth.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Requests;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jupyter_server-v1-execute_request.bin",
                "jupyter_server-v1-comm_msg.bin",
                "jupyterlab-v1-execute_request.bin",
                "jupyterlab-v1-comm_msg.bin"
            })
    void v1_ofARealClient_isWrittenAsItCame(String name) throws Exception {
        byte[] frame = GoldenFrames.read(name);

        RawMessage message = V1Layout.decode(ByteBuffer.wrap(frame));

        assertThat(V1Layout.encodeWhole(message)).isEqualTo(frame);
    }

    @Test
    void v1_executeRequestOfJupyterServer_isRead() throws Exception {
        RawMessage message =
                V1Layout.decode(ByteBuffer.wrap(GoldenFrames.read("jupyter_server-v1-execute_request.bin")));

        assertThat(message.channel()).isEqualTo(Channel.SHELL);
        assertThat(message.readHeader().msgId()).isEqualTo("e1");
        assertThat(message.readParentHeader().msgId()).isEmpty();
        Requests.Execute execute = Contents.read(message, Requests.Execute.class);
        assertThat(execute.code()).isEqualTo("print('Grüße 🌍')");
        assertThat(execute.userExpressions()).containsEntry("x", "1 + 1");
        assertThat(execute.stopOnError()).isTrue();
        assertThat(execute.allowStdin()).isFalse();
    }

    @Test
    void v1_buffersOfJupyterServer_areSlices() throws Exception {
        RawMessage message = V1Layout.decode(ByteBuffer.wrap(GoldenFrames.read("jupyter_server-v1-comm_msg.bin")));

        assertThat(message.channel()).isEqualTo(Channel.IOPUB);
        assertThat(message.buffers()).hasSize(3);
        assertThat(message.buffers().get(0)).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, 2, -1}));
        assertThat(message.buffers().get(1).remaining()).isZero();
    }

    @Test
    void legacyBinary_ofJupyterServer_isReadAndWritten() throws Exception {
        byte[] frame = GoldenFrames.read("jupyter_server-legacy-comm_msg.bin");

        RawMessage message = LegacyLayout.decodeBinary(frame);

        assertThat(message.readHeader().msgType()).isEqualTo("comm_msg");
        assertThat(message.readParentHeader().msgId()).isEqualTo("e1");
        assertThat(message.buffers()).hasSize(3);
        RawMessage again = LegacyLayout.decodeBinary(GoldenFrames.concat(LegacyLayout.encodeBinary(message)));
        assertThat(again).isEqualTo(message);
    }

    @Test
    void legacyBinary_ofJupyterLab_isRead() throws Exception {
        RawMessage message = LegacyLayout.decodeBinary(GoldenFrames.read("jupyterlab-legacy-comm_msg.bin"));

        assertThat(message.channel()).isEqualTo(Channel.SHELL);
        assertThat(message.buffers()).hasSize(2);
        assertThat(message.buffers().get(0)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void legacyText_ofGatewayKernelClientWithoutChannel_isForShell() throws Exception {
        RawMessage message = LegacyLayout.decodeText(GoldenFrames.read("jupyter_server-legacy-execute_request.json"));

        assertThat(message.channel()).isEqualTo(Channel.SHELL);
        assertThat(Contents.read(message, Requests.Execute.class).code()).isEqualTo("print('Grüße 🌍')");
    }

    @Test
    void legacyText_ofEnterpriseGateway_hasDefaults() throws Exception {
        RawMessage message =
                LegacyLayout.decodeText(GoldenFrames.read("enterprise_gateway-legacy-execute_request.json"));

        assertThat(message.readHeader().session()).isEmpty();
        assertThat(message.readHeader().date()).isEmpty();
        Requests.Execute execute = Contents.read(message, Requests.Execute.class);
        assertThat(execute.stopOnError()).isTrue();
        assertThat(execute.storeHistory()).isFalse();
    }

    @Test
    void legacyText_ofJupyterLab_partsAreTheVeryBytes() throws Exception {
        RawMessage message = LegacyLayout.decodeText(GoldenFrames.read("jupyterlab-legacy-execute_request.json"));

        assertThat(message.contentJson())
                .isEqualTo(RawJson.of("{\"silent\":false,\"store_history\":true,\"user_expressions\":{},"
                        + "\"allow_stdin\":true,\"stop_on_error\":false,\"code\":\"val π = 3\"}"));
        assertThat(message.readHeader().subshellId()).isNull();
    }

    @Test
    void legacyText_written_hasIdsBesideTheHeader() throws Exception {
        RawMessage message = LegacyLayout.decodeText(GoldenFrames.read("jupyterlab-legacy-execute_request.json"));

        byte[] text = GoldenFrames.concat(LegacyLayout.encodeText(message));

        var json = Json.read(RawJson.of(text));
        assertThat(json.path("msg_id").asText()).isEqualTo("lab-e1");
        assertThat(json.path("msg_type").asText()).isEqualTo("execute_request");
        assertThat(json.path("channel").asText()).isEqualTo("shell");
        assertThat(json.path("buffers").isArray()).isTrue();
        assertThat(LegacyLayout.decodeText(text)).isEqualTo(message);
    }
}
