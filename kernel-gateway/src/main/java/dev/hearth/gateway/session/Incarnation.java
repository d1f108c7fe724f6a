package dev.hearth.gateway.session;

import dev.hearth.launcher.DriverExit;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.SequenceWindow;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process of a session: its logs, and what is known of it. All of it is guarded by the session's lock. */
final class Incarnation {
    final int number;
    final KernelMessages messages;
    final RequestLog requests;
    final Unfinished unfinished;
    final Underway underway = new Underway();
    final DriverEvents events;
    final SequenceWindow output = new SequenceWindow(0);

    /** Done when the driver is ready for cells; exceptionally when it never will be. */
    final CompletableFuture<Void> whenReady = new CompletableFuture<>();

    /** Done when its driver is gone with what it kept for itself, or never was. */
    final CompletableFuture<Void> whenOver = new CompletableFuture<>();

    /** The highest sequence of the driver's output that is here; above {@code output.last()} if there is a hole. */
    long highestOutput;

    StartGate.@Nullable Ticket ticket;

    /** The launcher was asked, or may have been by the gateway before. */
    boolean launched;

    /** The launcher has not answered yet. */
    boolean launching;

    long launchedNanos;

    /** How far it is where it runs, if that place tells; null if not. */
    dev.hearth.launcher.@Nullable LaunchProgress place;

    /** When it is given up if it has not called back, by {@code System.nanoTime}. */
    long giveUpNanos;

    @Nullable
    LaunchedDriver driver;

    @Nullable
    DriverExit exit;

    @Nullable
    DriverPort port;

    @Nullable
    RequestFeed feed;

    @Nullable
    Instant linkDownSince;

    long linkDownNanos;

    boolean ready;

    /** News of its start are about to be stored. */
    boolean reportDue;

    /** Its end was asked for. */
    boolean ending;

    /** Its requests are answered; nothing more is taken of it. */
    boolean over;

    Incarnation(int number, KernelMessages messages, RequestLog requests, Set<String> openInputs, StartReport start) {
        this.events = new DriverEvents(start);
        this.number = number;
        this.messages = messages;
        this.requests = requests;
        this.unfinished = new Unfinished(openInputs);
    }

    /** Takes up a record that was appended to the journal. */
    void fold(Envelope envelope) {
        if (envelope.sequence() > 0) {
            output.accept(envelope.sequence());
            highestOutput = Math.max(highestOutput, envelope.sequence());
            if (envelope.parentId().isEmpty() && envelope.executionState() == ExecutionState.IDLE) {
                ready = true;
            }
        }
        unfinished.fold(envelope);
    }

    /** Whether all of the driver's output is here without a hole. */
    boolean outputWhole() {
        return highestOutput <= output.last();
    }
}
