package dev.hearth.gateway.session;

import dev.hearth.gateway.session.KernelMessages.Asked;
import dev.hearth.gateway.session.Unfinished.Pending;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of the requests that a driver leaves open. When it has died, those that it had begun get {@code error} and an
 * error reply; when it was ended for a restart they are aborted, as are in both cases those that it had not begun. All end
 * with idle. Immutable.
 */
record DriverEnd(boolean isFailure, String reason) {
    private static final String ENAME = "DriverDied";
    private static final String NEVER_BEGAN = "RequestNotRun";

    static DriverEnd died(String reason) {
        return new DriverEnd(true, reason);
    }

    static DriverEnd restarted() {
        return new DriverEnd(false, "the session was restarted");
    }

    /** The answers to a request that its driver will never see. */
    static List<LinkRecord> neverBegan(KernelMessages messages, Pending pending, String reason) {
        Asked asked = pending.asked();
        List<LinkRecord> answers = new ArrayList<>();
        answers.add(messages.status(ExecutionState.BUSY, asked, RecordClass.DURABLE));
        if (KernelMessages.hasReply(asked.type())) {
            answers.add(messages.error(asked, NEVER_BEGAN, reason));
            answers.add(messages.reply(
                    asked, KernelMessages.failed(asked.type(), NEVER_BEGAN, reason), RecordClass.DURABLE));
        }
        answers.add(messages.status(ExecutionState.IDLE, asked, RecordClass.DURABLE));
        return answers;
    }

    /** The answers, in the order of the requests; those begun come first because they were sent first. */
    List<LinkRecord> answers(Incarnation of) {
        List<LinkRecord> answers = new ArrayList<>();
        for (Pending pending : of.unfinished.all()) {
            answer(of.messages, pending, answers);
        }
        return answers;
    }

    private void answer(KernelMessages messages, Pending pending, List<LinkRecord> answers) {
        Asked asked = pending.asked();
        if (asked.origin().isEmpty() && !pending.begun()) {
            return; // the gateway's own: nobody waits for it
        }
        if (!pending.begun()) {
            answers.add(messages.status(ExecutionState.BUSY, asked, RecordClass.DURABLE));
        }
        if (!pending.replied() && KernelMessages.hasReply(asked.type())) {
            boolean failed = isFailure && pending.begun();
            if (failed) {
                answers.add(messages.error(asked, ENAME, reason));
            }
            answers.add(messages.reply(
                    asked,
                    failed ? KernelMessages.failed(asked.type(), ENAME, reason) : KernelMessages.aborted(),
                    RecordClass.DURABLE));
        }
        answers.add(messages.status(ExecutionState.IDLE, asked, RecordClass.DURABLE));
    }
}
