package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.RecordClass;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of the requests is counted, from their coming to their end. */
class UnfinishedTest {
    private final Set<String> inputs = ConcurrentHashMap.newKeySet();
    private final Unfinished requests = new Unfinished(inputs);

    private void asked(String id, Channel channel) {
        requests.add(1, new Asked(id, "somebody", channel, "execute_request", false, RawJson.EMPTY_OBJECT));
    }

    private void said(String parent, Channel channel, String type, @Nullable ExecutionState state) {
        requests.fold(new Envelope(
                new UUID(0, 1),
                1,
                1,
                RecordClass.DURABLE,
                channel,
                type,
                "m",
                parent,
                "somebody",
                state,
                false,
                false,
                0));
    }

    private int[] counted() {
        return new int[] {requests.size(), requests.unanswered()};
    }

    @Test
    void unanswered_countsUntilTheReply_andTheRestUntilIdle() {
        asked("a", Channel.SHELL);
        asked("b", Channel.SHELL);
        asked("c", Channel.CONTROL);
        assertThat(counted()).containsExactly(3, 2);
        said("a", Channel.IOPUB, "status", ExecutionState.BUSY);
        assertThat(counted()).containsExactly(3, 2);
        said("a", Channel.SHELL, "execute_reply", null);
        said("a", Channel.SHELL, "execute_reply", null);
        said("c", Channel.CONTROL, "interrupt_reply", null);
        assertThat(counted()).containsExactly(3, 1);
        said("a", Channel.IOPUB, "status", ExecutionState.IDLE);
        said("c", Channel.IOPUB, "status", ExecutionState.IDLE);
        assertThat(counted()).containsExactly(1, 1);
        said("b", Channel.IOPUB, "status", ExecutionState.IDLE);
        assertThat(counted()).containsExactly(0, 0);
    }

    @Test
    void unanswered_ofRequestsTakenUp_isWhatTheyWere() {
        requests.resume(
                new Checkpoint.Open(1, true, true, null),
                new Asked("a", "somebody", Channel.SHELL, "execute_request", false, RawJson.EMPTY_OBJECT));
        requests.resume(
                new Checkpoint.Open(2, true, false, null),
                new Asked("b", "somebody", Channel.SHELL, "execute_request", false, RawJson.EMPTY_OBJECT));
        assertThat(counted()).containsExactly(2, 1);
        requests.clear();
        assertThat(counted()).containsExactly(0, 0);
    }
}
