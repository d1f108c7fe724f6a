package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Message;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import dev.hearth.protocol.link.LinkRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/** Where cells ask for a line and replies come in. Thread-safe. What was typed is kept in memory alone. */
final class InputDesk {
    private static final int MOST_OPEN = 16;

    private final Publisher publisher;
    private final Map<String, Open> open = new HashMap<>(); // guarded by this

    InputDesk(Publisher publisher) {
        this.publisher = publisher;
    }

    private record Open(String cellId, CompletableFuture<LinkRecord> reply) {}

    /**
     * Asks the client of {@code parent}, and waits for the first reply that fits.
     *
     * @param interrupted whether the cell is to end; once it is true, {@link #cancel} follows
     */
    String ask(Parent parent, String prompt, boolean password, BooleanSupplier interrupted)
            throws InterruptedException {
        String id = publisher.newId();
        CompletableFuture<LinkRecord> reply = new CompletableFuture<>();
        synchronized (this) {
            if (open.size() >= MOST_OPEN) {
                throw new IllegalStateException("this cell asks for too much input at once");
            }
            open.put(id, new Open(parent.id(), reply));
        }
        try {
            if (interrupted
                    .getAsBoolean()) { // looked at behind the entry: a cancellation before that has found nothing
                throw new InterruptedException("the cell was interrupted");
            }
            publisher.say(
                    parent,
                    Message.of(
                            Channel.STDIN,
                            MessageType.INPUT_REQUEST.wireName(),
                            Contents.write(new Replies.InputRequest(prompt, password))),
                    id);
            return Contents.read(reply.get().readMessage(), Requests.InputReply.class)
                    .value();
        } catch (CancellationException e) {
            throw new InterruptedException("the cell was interrupted while it waited for input");
        } catch (ExecutionException | MalformedMessageException e) {
            DriverLog.warn("an input reply could not be read");
            return "";
        } finally {
            synchronized (this) {
                open.remove(id);
            }
        }
    }

    /** Takes an {@code input_reply}; dropped if nobody waits for it any more. Returns at once. */
    void offer(LinkRecord reply) {
        Open waiting;
        synchronized (this) {
            waiting = open.get(reply.envelope().parentId());
        }
        if (waiting != null) {
            waiting.reply.complete(reply);
        }
    }

    /** Ends the waits of a cell. */
    synchronized void cancel(String cellId) {
        for (Open waiting : open.values()) {
            if (waiting.cellId.equals(cellId)) {
                waiting.reply.cancel(false);
            }
        }
    }
}
