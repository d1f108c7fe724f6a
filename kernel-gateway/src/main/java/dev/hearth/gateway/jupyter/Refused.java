package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.error.Failure;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Broadcasts;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a client is told in place of a request's answer when the gateway did not take the request. Only functions. */
final class Refused {
    private static final String REQUEST = "_request";

    private Refused() {}

    /** Whether somebody waits for a reply to it. */
    static boolean isAnswered(RawMessage message, Header header) {
        return (message.channel() == Channel.SHELL || message.channel() == Channel.CONTROL)
                && header.msgType().endsWith(REQUEST)
                && !header.msgId().isEmpty();
    }

    /**
     * Busy, a reply with status error, idle: for the one who asked alone.
     *
     * @param headerSession {@code header.session} of the kernel's messages: JupyterLab drops those of another
     */
    static List<RawMessage> answer(RawMessage request, Header header, Failure why, String headerSession, Clock clock) {
        RawJson parent = RawJson.copyOf(request.header());
        String ename = camelCase(why.code().name());
        boolean execute = header.msgType().equals("execute_request");
        Replies.Failed content = execute
                ? Replies.Failed.execute(0, ename, why.message(), List.of(ename + ": " + why.message()))
                : Replies.Failed.of(ename, why.message());
        String type = header.msgType().substring(0, header.msgType().length() - REQUEST.length()) + "_reply";
        Header reply = Header.make(type, headerSession, "hearth", clock);
        return List.of(
                status(ExecutionState.BUSY, parent, headerSession, clock),
                RawMessage.of(request.channel(), reply, parent, Contents.write(content)),
                status(ExecutionState.IDLE, parent, headerSession, clock));
    }

    /** An error that answers nothing, for what cannot be answered: to be sent to the one who is at fault. */
    static RawMessage complaint(Failure why, String headerSession, Clock clock) {
        String ename = camelCase(why.code().name());
        return RawMessage.of(
                Channel.IOPUB,
                Header.make("error", headerSession, "hearth", clock),
                RawJson.EMPTY_OBJECT,
                Contents.write(new Broadcasts.Failure(ename, why.message(), List.of(ename + ": " + why.message()))));
    }

    private static String camelCase(String code) {
        return Arrays.stream(code.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static RawMessage status(ExecutionState state, RawJson parent, String headerSession, Clock clock) {
        return RawMessage.of(
                Channel.IOPUB,
                Header.make("status", headerSession, "hearth", clock),
                parent,
                Contents.write(new Broadcasts.Status(state.wireName())));
    }
}
