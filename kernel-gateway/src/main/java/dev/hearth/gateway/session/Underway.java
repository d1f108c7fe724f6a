package dev.hearth.gateway.session;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The transient requests that the driver has been sent and has not ended. Guarded by the session's lock. */
final class Underway {
    /** One of them, and how far it is. */
    static final class Question {
        private final Asked asked;
        private boolean busy;
        private boolean replied;

        private Question(Asked asked) {
            this.asked = asked;
        }

        Asked asked() {
            return asked;
        }

        boolean busy() {
            return busy;
        }

        boolean replied() {
            return replied;
        }
    }

    private final Map<String, Question> byRequest = new LinkedHashMap<>();

    int size() {
        return byRequest.size();
    }

    void add(Asked asked) {
        byRequest.put(Unfinished.key(asked.origin(), asked.messageId()), new Question(asked));
    }

    /** Whether a record answers one of them. */
    boolean has(Envelope output) {
        return byRequest.containsKey(Unfinished.key(output.origin(), output.parentId()));
    }

    /** Takes up what the driver said. */
    void fold(Envelope output) {
        String key = Unfinished.key(output.origin(), output.parentId());
        Question question = byRequest.get(key);
        if (question == null) {
            return;
        }
        if (output.channel() == Channel.SHELL || output.channel() == Channel.CONTROL) {
            question.replied = true;
        } else if (output.executionState() == ExecutionState.BUSY) {
            question.busy = true;
        } else if (output.executionState() == ExecutionState.IDLE) {
            byRequest.remove(key);
        }
    }

    /** Forgets them all and returns them. */
    List<Question> drain() {
        List<Question> all = new ArrayList<>(byRequest.values());
        byRequest.clear();
        return all;
    }
}
