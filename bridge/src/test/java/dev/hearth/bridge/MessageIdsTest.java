package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Channel;
import dev.hearth.protocol.RawMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    private final MessageIds ids = new MessageIds();

    @Test
    void idThatComesAgain_goesOutAsAnother_andComesBackAsTheClientKnowsIt() throws Exception {
        RawMessage request = ZmqClient.message(Channel.SHELL, "s_1", "s", "execute_request", "{}", "{\"code\":\"1\"}");
        assertThat(ids.outward("s_1")).isEqualTo("s_1");

        String fresh = ids.outward("s_1");
        RawMessage renamed = ids.renamed(request, fresh);

        assertThat(fresh).isNotEqualTo("s_1");
        assertThat(ZmqClient.id(renamed)).isEqualTo(fresh);
        assertThat(ZmqClient.type(renamed)).isEqualTo("execute_request");
        assertThat(ZmqClient.content(renamed)).isEqualTo("{\"code\":\"1\"}");
        RawMessage reply = ZmqClient.message(
                Channel.SHELL, "r", "k", "execute_reply", "{\"msg_id\":\"" + fresh + "\"}", "{\"status\":\"ok\"}");
        assertThat(ids.inward(reply, fresh).parentHeader()).isEqualTo(request.header());
        assertThat(ids.inward(reply, "other")).isSameAs(reply);
    }

    @Test
    void renaming_leavesAllElseOfTheHeaderAsItWas() throws Exception {
        String header = "{ \"msg_id\" : \"a\\u0062\" , \"x\":[1,{\"msg_id\":\"in\"}], \"session\":\"é\" }";
        ByteBuffer renamed = FlatJson.with(ByteBuffer.wrap(header.getBytes(StandardCharsets.UTF_8)), "msg_id", "new");
        assertThat(StandardCharsets.UTF_8.decode(renamed).toString())
                .isEqualTo("{ \"msg_id\" : \"new\" , \"x\":[1,{\"msg_id\":\"in\"}], \"session\":\"é\" }");
    }
}
