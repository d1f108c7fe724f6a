package dev.hearth.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;

class PongsTest {
    private final List<Byte> sent = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    private final Session socket = (Session) Proxy.newProxyInstance(
            Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("sendPong");
                sent.add(((ByteBuffer) arguments[0]).get(0));
                callbacks.add((Callback) arguments[1]);
                return null;
            });

    @Test
    void answer_manyPingsWhileOneAnswerIsOnItsWay_sendsTheLastOfThem() {
        Pongs pongs = new Pongs(socket);
        for (byte each = 1; each <= 100; each++) {
            pongs.answer(ByteBuffer.wrap(new byte[] {each}));
        }
        assertThat(sent).containsExactly((byte) 1);

        callbacks.get(0).succeed();

        assertThat(sent).containsExactly((byte) 1, (byte) 100);
        callbacks.get(1).succeed();
        pongs.answer(ByteBuffer.wrap(new byte[] {7}));
        assertThat(sent).containsExactly((byte) 1, (byte) 100, (byte) 7);
    }
}
