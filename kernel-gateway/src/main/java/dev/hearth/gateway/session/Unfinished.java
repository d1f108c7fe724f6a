package dev.hearth.gateway.session;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The logged requests of one incarnation that have no end yet: a fold over requests log and journal. Guarded by the lock. */
final class Unfinished {
    /** One of them. */
    static final class Pending {
        private final long sequence;
        private Asked asked;
        private boolean begun;
        private boolean replied;
        private @Nullable String input;
        private @Nullable LinkRecord answer;

        private Pending(long sequence, Asked asked) {
            this.sequence = sequence;
            this.asked = asked;
        }

        long sequence() {
            return sequence;
        }

        Asked asked() {
            return asked;
        }

        /** Adds the header, of one that was found without. */
        void complete(RawJson header) {
            asked = new Asked(asked.messageId(), asked.origin(), asked.channel(), asked.type(), asked.silent(), header);
        }

        /** Whether the driver has said anything with it as the parent. */
        boolean begun() {
            return begun;
        }

        boolean replied() {
            return replied;
        }
    }

    private final Map<String, Pending> byRequest = new LinkedHashMap<>();
    private final Set<String> openInputs;
    private int onControl;
    private int begun;
    private int unanswered;

    /**
     * Begins with none.
     *
     * @param openInputs ids of input requests that wait for an answer are kept in here; a concurrent set
     */
    Unfinished(Set<String> openInputs) {
        this.openInputs = openInputs;
    }

    void add(long sequence, Asked asked) {
        if (byRequest.putIfAbsent(key(asked.origin(), asked.messageId()), new Pending(sequence, asked)) == null) {
            onControl += asked.channel() == Channel.CONTROL ? 1 : 0;
            unanswered += asked.channel() == Channel.CONTROL ? 0 : 1;
        }
    }

    /** Adds one of which it is known how far it was. */
    void resume(Checkpoint.Open open, Asked asked) {
        add(open.sequence(), asked);
        Pending pending = byRequest.get(key(asked.origin(), asked.messageId()));
        if (pending != null && pending.sequence == open.sequence()) {
            begun += open.begun() && !pending.begun ? 1 : 0;
            pending.begun = open.begun();
            if (open.replied()) {
                replied(pending);
            }
            pending.input = open.input();
            if (pending.input != null) {
                openInputs.add(pending.input);
            }
        }
    }

    /** How far each of them is. */
    List<Checkpoint.Open> open() {
        return byRequest.values().stream()
                .map(each -> new Checkpoint.Open(each.sequence, each.begun, each.replied, each.input))
                .toList();
    }

    /** Whether this one waits or runs. */
    boolean has(String origin, String messageId) {
        return byRequest.containsKey(key(origin, messageId));
    }

    int size() {
        return byRequest.size();
    }

    /** How many wait or run on a channel; all that is not control counts as shell. */
    int size(Channel channel) {
        return channel == Channel.CONTROL ? onControl : byRequest.size() - onControl;
    }

    /** How many of the shell have no reply yet. */
    int unanswered() {
        return unanswered;
    }

    /** Whether the driver works on one. */
    boolean anyBegun() {
        return begun > 0;
    }

    /** Takes up what the driver said. */
    void fold(Envelope output) {
        Pending pending = output.parentId().isEmpty() ? null : byRequest.get(key(output.origin(), output.parentId()));
        if (pending == null) {
            return;
        }
        if (!pending.begun) {
            pending.begun = true;
            begun++;
        }
        if (output.channel() == Channel.STDIN && output.messageType().equals(MessageType.INPUT_REQUEST.wireName())) {
            closeInput(pending);
            pending.input = output.messageId();
            openInputs.add(output.messageId());
        } else if (output.channel() == Channel.SHELL || output.channel() == Channel.CONTROL) {
            replied(pending);
        } else if (output.executionState() == ExecutionState.IDLE) {
            remove(pending);
        }
    }

    private void replied(Pending pending) {
        if (!pending.replied) {
            pending.replied = true;
            unanswered -= pending.asked.channel() == Channel.CONTROL ? 0 : 1;
        }
    }

    private void closeInput(Pending pending) {
        String input = pending.input;
        if (input != null) {
            openInputs.remove(input);
        }
        pending.input = null;
        pending.answer = null;
    }

    private void remove(Pending pending) {
        closeInput(pending);
        replied(pending);
        byRequest.remove(key(pending.asked.origin(), pending.asked.messageId()));
        onControl -= pending.asked.channel() == Channel.CONTROL ? 1 : 0;
        begun -= pending.begun ? 1 : 0;
    }

    /** Id of the newest input request that this origin was asked and has not answered; null if none. */
    @Nullable
    String openInputOf(String origin) {
        String newest = null;
        for (Pending pending : byRequest.values()) {
            if (pending.input != null
                    && pending.answer == null
                    && pending.asked.origin().equals(origin)) {
                newest = pending.input;
            }
        }
        return newest;
    }

    /** Keeps the answer to an input request, as long as its request runs or asks again. */
    void answerInput(String input, LinkRecord answer) {
        for (Pending pending : byRequest.values()) {
            if (input.equals(pending.input)) {
                pending.answer = answer;
                openInputs.remove(input);
            }
        }
    }

    /** Answers that the driver may still want. */
    List<LinkRecord> answers() {
        List<LinkRecord> found = new ArrayList<>();
        for (Pending pending : byRequest.values()) {
            LinkRecord answer = pending.answer;
            if (answer != null) {
                found.add(answer);
            }
        }
        return found;
    }

    /** The oldest sequence among them; {@link Long#MAX_VALUE} if there are none. */
    long lowestSequence() {
        return byRequest.values().stream().mapToLong(Pending::sequence).min().orElse(Long.MAX_VALUE);
    }

    /** All of them, in the order in which they were sent. */
    List<Pending> all() {
        return List.copyOf(byRequest.values());
    }

    /** Forgets them. */
    void clear() {
        all().forEach(this::remove);
    }

    static String key(String origin, String messageId) {
        return messageId + '\0' + origin;
    }
}
