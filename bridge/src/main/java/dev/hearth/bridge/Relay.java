package dev.hearth.bridge;

import dev.hearth.bridge.Standing.Stage;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import dev.hearth.protocol.zmq.Signing;
import dev.hearth.protocol.zmq.ZmqLayout;
import dev.hearth.protocol.zmq.ZmqLayout.Received;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes on one side goes out on the other. Bodies of messages are not read, and go out as they came, signed anew; requests
 * that the gateway cannot answer yet are answered here. Confined to the sockets' thread, {@code hearth-zmq}.
 */
final class Relay {
    private static final int REMEMBERED = 1 << 16;
    private static final int BATCH = 256;
    private static final int MOST_WAITING = 1000;

    /** Half of what a gateway lets wait, by default, before it refuses more. */
    private static final int MOST_CELLS = 512;

    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_IDENTITY_BYTES = 4096;
    private static final int MOST_QUESTIONS = 100;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    /** What the gateway keeps in memory only: asked again on another connection, until there is an answer. */
    private static final Set<String> QUESTIONS = Set.of(
            "kernel_info_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "comm_info_request",
            "list_subshell_request");

    private final KernelSockets sockets;
    private final Signing signing;
    private final Outlet outlet;
    private final GatewayLink link;
    private final Inbox inbox;
    private final OwnMessages own;
    private final Language language;
    private final boolean quiet;
    private final boolean joins;
    private final BridgeLog log;
    private final Ending ending;
    private final StartNotice notice;
    private final Askers askers = new Askers();
    private final MessageIds ids = new MessageIds();
    private final Map<String, Received> questions = new LinkedHashMap<>(); // for what this kernel is; no answer yet
    private final RecentNumbers signatures = new RecentNumbers(REMEMBERED);
    private final RecentNumbers received = new RecentNumbers(REMEMBERED);
    private final Set<String> cells = new HashSet<>(); // that have no reply; more wait at the client
    private @Nullable PhaseFeed phases;
    private @Nullable ByteBuffer kernelInfo; // the driver's, once it has been said
    private String session = "";
    private boolean starting = true;
    private boolean replayed; // the history of a session that was joined
    private @Nullable Standing told;

    /** What the relay tells its owner. Short; called on the sockets' thread. */
    interface Ending {
        /** A client has shut the kernel down. */
        void shutDown();

        /** The session has ended by itself. */
        void sessionOver();
    }

    Relay(
            KernelSockets sockets,
            Signing signing,
            GatewayLink link,
            Inbox inbox,
            Arguments arguments,
            OwnMessages own,
            BridgeLog log,
            Ending ending) {
        this.sockets = sockets;
        this.signing = signing;
        this.outlet = new Outlet(sockets, signing, log, PATIENCE_NANOS);
        this.link = link;
        this.inbox = inbox;
        this.language = arguments.language();
        this.quiet = arguments.quiet();
        this.joins = !arguments.joining().isNew();
        this.own = own;
        this.log = log;
        this.ending = ending;
        this.notice = new StartNotice(own, this::publish);
    }

    /** Relays what there is, after a wait for it. */
    void turn() {
        boolean room = link.outbox().hasRoom() && outlet.size() < MOST_WAITING && cells.size() < MOST_CELLS;
        boolean reserve = link.outbox().hasReserve() && outlet.size() < 2 * MOST_WAITING;
        sockets.accept(Channel.SHELL, room);
        sockets.accept(Channel.CONTROL, reserve);
        sockets.accept(Channel.STDIN, reserve);
        sockets.await(patience(System.nanoTime()));
    }

    /** Relays all that is there now. */
    void relay() {
        greet();
        for (Channel channel : List.of(Channel.CONTROL, Channel.STDIN, Channel.SHELL)) {
            takeFromClients(channel);
        }
        long now = System.nanoTime();
        outlet.flush(now);
        takeFromGateway();
        tell(now);
        if (link.standing().is(Stage.OVER) && inbox.isEmpty() && outlet.size() == 0) {
            ending.sessionOver();
        }
    }

    /** Whoever has subscribed is greeted first: nothing may reach a client before its welcome. */
    private void greet() {
        List<byte[]> subscription = sockets.receive(Channel.IOPUB);
        while (subscription != null) {
            subscribed(subscription.get(0));
            subscription = sockets.receive(Channel.IOPUB);
        }
    }

    private long patience(long now) {
        if (outlet.size() > 0) {
            return Outlet.RETRY_MILLIS;
        }
        if (!inbox.isEmpty()) {
            return 0;
        }
        Long due = quiet ? null : notice.due();
        return due == null
                ? LONGEST_WAIT_MILLIS
                : Math.max(0, Math.min(LONGEST_WAIT_MILLIS, TimeUnit.NANOSECONDS.toMillis(due - now) + 1));
    }

    private void takeFromClients(Channel channel) {
        for (int i = 0; i < BATCH; i++) {
            List<byte[]> frames = sockets.receive(channel);
            if (frames == null) {
                return;
            }
            try {
                request(ZmqLayout.decode(channel, frames, signing));
            } catch (MalformedMessageException e) {
                log.often(
                        "malformed " + e.reason(),
                        "a message on " + channel.wireName() + " is dropped: " + e.getMessage());
            }
        }
    }

    private void request(Received received) throws MalformedMessageException {
        RawMessage message = received.message();
        if (signing.isOn() && !signatures.add(RecentNumbers.ofHex(received.signature()))) {
            log.often("repeated", "a message is dropped: its signature has been seen before");
            return;
        }
        checkSize(received);
        Map<String, String> header = FlatJson.read(message.header());
        String id = header.getOrDefault("msg_id", "");
        String type = header.getOrDefault("msg_type", "");
        if (id.isEmpty() || type.isEmpty()) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.BAD_JSON, "expected a header with msg_id and msg_type");
        }
        if (type.equals("shutdown_request")) {
            shutDown(received);
            return;
        }
        Standing standing = link.standing();
        ByteBuffer known = standing.is(Stage.OPEN) ? null : answer(type);
        if (known != null) {
            answer(received, replyType(type), known);
            return;
        }
        if (standing.is(Stage.REFUSED)) {
            refuse(received, type, standing.text());
            return;
        }
        forward(received, id, type);
    }

    private void forward(Received received, String id, String type) throws MalformedMessageException {
        RawMessage message = received.message();
        String outward = ids.outward(id);
        if (!outward.equals(id)) {
            message = ids.renamed(message, outward);
        }
        if (message.channel() != Channel.STDIN && type.endsWith("_request")) {
            askers.asked(outward, received.identities());
        }
        if (type.equals("execute_request")) {
            cells.add(outward);
            if (!quiet && !isSilent(message)) {
                notice.sent(outward, received.message().header(), System.nanoTime());
            }
        } else if (type.equals("kernel_info_request") && questions.size() < MOST_QUESTIONS) {
            questions.put(outward, received);
        }
        link.outbox().add(outward, V1Layout.encodeWhole(message), QUESTIONS.contains(type));
        link.start();
    }

    /** Headers and identities are kept while a request runs. */
    private static void checkSize(Received received) throws MalformedMessageException {
        int identities =
                received.identities().stream().mapToInt(frame -> frame.length).sum();
        if (identities > MAX_IDENTITY_BYTES || received.message().header().remaining() > MAX_HEADER_BYTES) {
            throw new MalformedMessageException(
                    MalformedMessageException.Reason.TOO_LARGE,
                    "its header is longer than " + MAX_HEADER_BYTES + " bytes, or its identities than "
                            + MAX_IDENTITY_BYTES);
        }
    }

    /** Who asked what this kernel is, and asked a gateway that has gone, is answered here. */
    private void answerQuestions() {
        questions.forEach((id, received) -> {
            link.outbox().forget(id);
            askers.replied(id);
            answer(received, "kernel_info_reply", info());
        });
        questions.clear();
    }

    private static boolean isSilent(RawMessage message) {
        try {
            return FlatJson.read(message.content()).getOrDefault("silent", "").equals("true");
        } catch (MalformedMessageException e) {
            return true; // the gateway says what is wrong with it
        }
    }

    /**
     * What can be said without the gateway. Jupyter's console waits for history and completeness for a second each, does not look
     * whom a later reply answers, and would be one reply behind for good.
     */
    private @Nullable ByteBuffer answer(String type) {
        boolean isNew = session.isEmpty() && !joins; // and has no history
        return switch (type) {
            case "kernel_info_request" -> info();
            case "is_complete_request" -> utf8("{\"status\":\"unknown\"}");
            case "history_request" -> isNew ? utf8("{\"status\":\"ok\",\"history\":[]}") : null;
            default -> null;
        };
    }

    private ByteBuffer info() {
        ByteBuffer known = kernelInfo;
        return known != null ? known : utf8(OwnMessages.kernelInfo(language));
    }

    private void shutDown(Received received) throws MalformedMessageException {
        boolean restart = FlatJson.read(received.message().content())
                .getOrDefault("restart", "")
                .equals("true");
        answer(received, "shutdown_reply", utf8("{\"status\":\"ok\",\"restart\":" + restart + "}"));
        ending.shutDown();
    }

    private void refuse(Received received, String type, String why) {
        if (!type.endsWith("_request")) {
            return;
        }
        String failure = OwnMessages.failure("GatewayRefused", why);
        ByteBuffer parent = received.message().header();
        publish(own.status(ExecutionState.BUSY, parent));
        if (type.equals("execute_request")) {
            publish(own.broadcast("error", parent, "{" + failure + "}"));
        }
        reply(received, replyType(type), utf8("{\"status\":\"error\",\"execution_count\":0," + failure + "}"));
        publish(own.status(ExecutionState.IDLE, parent));
    }

    private static String replyType(String type) {
        return type.substring(0, type.length() - "request".length()) + "reply";
    }

    private void answer(Received received, String type, ByteBuffer content) {
        ByteBuffer parent = received.message().header();
        publish(own.status(ExecutionState.BUSY, parent));
        reply(received, type, content);
        publish(own.status(ExecutionState.IDLE, parent));
    }

    private void reply(Received to, String type, ByteBuffer content) {
        RawMessage request = to.message();
        outlet.send(to.identities(), own.reply(request.channel(), type, request.header(), text(content)));
    }

    private static String text(ByteBuffer utf8) {
        return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void publish(RawMessage message) {
        greet();
        broadcast("hearth", message);
    }

    private void broadcast(String topic, RawMessage message) {
        outlet.send(List.of(topic.getBytes(StandardCharsets.UTF_8)), message);
    }

    /** Greets who subscribes, on the topic that was asked for. */
    private void subscribed(byte[] frame) {
        if (frame.length == 0 || frame[0] != 1) {
            return;
        }
        link.start();
        // Whoever comes when all others have left sees the history, too.
        if (joins && sockets.subscribers() == 1) {
            if (replayed) {
                received.clear();
                link.rewind();
            }
            replayed = true;
        }
        byte[] topic = Arrays.copyOfRange(frame, 1, frame.length);
        try {
            CharBuffer name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(topic));
            outlet.send(List.of(topic), own.welcome(name.toString()));
        } catch (CharacterCodingException e) {
            log.often("topic", "a subscription is not greeted: its topic is not UTF-8");
        }
    }

    private void takeFromGateway() {
        for (int i = 0; i < BATCH && outlet.size() == 0; i++) {
            byte[] frame = inbox.poll();
            if (frame == null) {
                break;
            }
            try {
                fromGateway(V1Layout.decode(ByteBuffer.wrap(frame)));
            } catch (MalformedMessageException e) {
                log.often("gateway", "a message of the gateway is dropped: " + e.getMessage());
            }
        }
        link.resume();
    }

    private void fromGateway(RawMessage whole) throws MalformedMessageException {
        Map<String, String> header = FlatJson.read(whole.header());
        String id = header.getOrDefault("msg_id", "");
        if (!id.isEmpty() && !received.add(RecentNumbers.hash(id))) {
            return; // sent again after a broken connection
        }
        String speaker = header.getOrDefault("session", "");
        if (!speaker.isEmpty() && !speaker.equals(session)) {
            session = speaker;
            own.session(speaker);
        }
        String type = header.getOrDefault("msg_type", "");
        String parent = FlatJson.read(whole.parentHeader()).getOrDefault("msg_id", "");
        RawMessage message = ids.inward(whole, parent);
        boolean busyAlready = !parent.isEmpty() && notice.begun(parent);
        switch (message.channel()) {
            case IOPUB -> {
                String state = type.equals("status")
                        ? FlatJson.read(message.content()).getOrDefault("execution_state", "")
                        : "";
                if (parent.isEmpty() && !state.isEmpty()) {
                    starting = state.equals("starting") || state.equals("restarting");
                }
                if (!busyAlready || !state.equals("busy")) {
                    broadcast(type, message);
                }
            }
            case SHELL, CONTROL -> replied(message, type, parent);
            case STDIN -> send(askers.of(parent), message);
            case HEARTBEAT -> log.often("gateway", "a message of the gateway is dropped: it is for the heartbeat");
        }
    }

    private void replied(RawMessage message, String type, String parent) throws MalformedMessageException {
        link.outbox().answered(parent);
        cells.remove(parent);
        questions.remove(parent);
        if (type.equals("kernel_info_reply")
                && FlatJson.read(message.content()).getOrDefault("status", "").equals("ok")) {
            kernelInfo = message.content();
        }
        send(askers.replied(parent), message);
    }

    private void send(@Nullable List<byte[]> to, RawMessage message) {
        if (to != null) {
            outlet.send(to, message);
        }
    }

    private void tell(long now) {
        Standing standing = link.standing();
        if (!standing.equals(told)) {
            told = standing;
            notice.look(now);
        }
        if (!standing.is(Stage.OPEN) && !questions.isEmpty()) {
            answerQuestions();
        }
        Long due = quiet ? null : notice.due();
        if (due == null || now - due < 0) {
            return;
        }
        PhaseFeed feed = phases;
        if (!standing.is(Stage.OPEN)) {
            notice.tell(
                    now,
                    "Hearth: this cell waits for the gateway"
                            + (standing.text().isEmpty() ? "" : ": " + standing.text()));
        } else if (starting) {
            if (feed == null) {
                feed = new PhaseFeed();
                phases = feed;
                link.followEvents(feed);
            }
            String words = feed.words();
            notice.tell(now, "Hearth: this cell waits for Spark to start" + (words.isEmpty() ? "" : ": " + words));
        } else {
            notice.tell(now, "");
            if (feed != null) {
                feed.close();
                phases = null;
            }
        }
    }
}
