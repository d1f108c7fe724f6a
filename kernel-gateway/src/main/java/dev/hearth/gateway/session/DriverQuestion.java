package dev.hearth.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.wire.V1Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A question to a session's driver, as a client would ask it; the session is read until the answer comes. No thread waits.
 * Only functions; thread-safe.
 */
public final class DriverQuestion {
    private DriverQuestion() {}

    /**
     * Asks.
     *
     * @param type of a request that is kept in memory only
     * @param executor reads
     * @return the content of the reply, whatever its status; exceptionally a {@code GatewayException} with {@code LINK_DOWN} if
     *     the session ends meanwhile. It has no time-out; whoever completes it ends the waiting.
     * @throws GatewayException as {@link Session#ingest}
     */
    public static CompletableFuture<JsonNode> ask(
            Session session, MessageType type, RawJson metadata, RawJson content, Executor executor) {
        return ask(session, Channel.SHELL, type, metadata, content, executor);
    }

    /** The same on a channel; a request that is logged is answered {@code aborted} if its driver ends. */
    public static CompletableFuture<JsonNode> ask(
            Session session, Channel channel, MessageType type, RawJson metadata, RawJson content, Executor executor) {
        MessageType replyType =
                type.reply().orElseThrow(() -> new IllegalArgumentException(type.wireName() + " has no reply"));
        String origin = "hearth-question-" + UUID.randomUUID();
        Header header = Header.make(type.wireName(), origin, "hearth", Clock.systemUTC());
        SessionReader reader;
        try {
            reader = session.reader(ReadFrom.live());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            session.ingest(RawMessage.of(channel, header, RawJson.EMPTY_OBJECT, metadata, content, List.of()), origin);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answer.whenComplete((reply, failure) -> reader.close());
        new Reading(reader, header.msgId(), replyType.wireName(), answer, executor).read();
        return answer;
    }

    private record Reading(
            SessionReader reader, String request, String type, CompletableFuture<JsonNode> answer, Executor executor) {
        private void read() {
            try {
                while (!answer.isDone()) {
                    SessionRecord record = reader.next();
                    if (record == null) {
                        reader.whenMore(this::goOn);
                        return;
                    }
                    if (record.envelope().parentId().equals(request)
                            && record.envelope().messageType().equals(type)) {
                        answer.complete(
                                Json.read(V1Layout.decode(record.message()).contentJson()));
                    }
                }
            } catch (IOException | MalformedMessageException | RuntimeException e) {
                answer.completeExceptionally(ended());
            }
        }

        private void goOn() {
            if (answer.isDone()) {
                return;
            }
            try {
                executor.execute(this::read);
            } catch (RejectedExecutionException stopped) {
                answer.completeExceptionally(ended());
            }
        }

        private static GatewayException ended() {
            return new GatewayException(ErrorCode.LINK_DOWN, "the session ended while its driver was asked");
        }
    }
}
