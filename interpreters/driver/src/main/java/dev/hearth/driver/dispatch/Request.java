package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.RawMessage;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A request on its way through a lane. What is in it is immutable; the marks are thread-safe. */
public final class Request {
    private final Envelope envelope;
    private final RawMessage message;
    private final RequestOutput output;
    private final @Nullable String subshellId;
    private final CountDownLatch served = new CountDownLatch(1);
    private volatile @Nullable Subshell subshell;
    private volatile @Nullable RunningCell cell;
    private volatile @Nullable Refusal refusal;
    private volatile boolean aborted;
    private volatile boolean cancelled;

    private Request(Envelope envelope, RawMessage message, RequestOutput output, @Nullable String subshellId) {
        this.envelope = envelope;
        this.message = message;
        this.output = output;
        this.subshellId = subshellId;
    }

    /** The request in a record; what is said for it goes to {@code publisher}. */
    static Request of(LinkRecord record, Publisher publisher) throws MalformedMessageException {
        RawMessage message = record.readMessage();
        RequestOutput output = new RequestOutput(publisher, record.envelope(), RawJson.copyOf(message.header()));
        return new Request(
                record.envelope(), message, output, message.readHeader().subshellId());
    }

    /** {@code msg_type}. */
    String type() {
        return envelope.messageType();
    }

    Envelope envelope() {
        return envelope;
    }

    RawMessage message() {
        return message;
    }

    /** The subshell that it is for; null for the main shell. */
    @Nullable
    String subshellId() {
        return subshellId;
    }

    /** What is said for it. */
    RequestOutput output() {
        return output;
    }

    Parent parent() {
        return output.parent();
    }

    /** The content as a record. */
    <C> C content(Class<C> type) throws MalformedMessageException {
        return Contents.read(message, type);
    }

    /** Notes that a lane of a subshell serves it; the main shell's lane does otherwise, also for a subshell. */
    void serveIn(Subshell served) {
        subshell = served;
    }

    /** The subshell in whose lane it is served. */
    Optional<Subshell> subshell() {
        return Optional.ofNullable(subshell);
    }

    /** Notes that its cell has begun. */
    void begin(RunningCell begun) {
        cell = begun;
    }

    /** The cell that has begun. */
    Optional<RunningCell> cell() {
        return Optional.ofNullable(cell);
    }

    /** Marks it as one whose idle was said. */
    void served() {
        served.countDown();
    }

    /** Waits until its idle was said. */
    void awaitServed() throws InterruptedException {
        served.await();
    }

    /** Marks it as one that is only answered, with this error. */
    void refuse(String ename, String evalue) {
        refusal = new Refusal(ename, evalue);
    }

    /** Why it is only answered. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The error that answers it. */
    record Refusal(String ename, String evalue) {}

    /** Marks it as one that must not run, because one before it failed. */
    void abort() {
        aborted = true;
    }

    boolean aborted() {
        return aborted;
    }

    /** Marks it as one that somebody has asked to end, it and no other. */
    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * The language that its client wants where the text itself names none: {@code metadata.hearth.language}; empty if the client
     * has no wish.
     *
     * @throws MalformedMessageException if that is no language
     */
    Optional<Language> wantedLanguage() throws MalformedMessageException {
        return Wish.of(message).language();
    }

    /** Whether all rows of its last SQL result are to be kept: {@code metadata.hearth.keep}. */
    boolean keepsResult() throws MalformedMessageException {
        return Wish.of(message).keep();
    }

    /** Whether a client of Livy's interface reads what it comes to: {@code metadata.hearth.livy}. */
    boolean readByLivy() throws MalformedMessageException {
        return Wish.of(message).livy();
    }
}
