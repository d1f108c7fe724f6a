package dev.hearth.bridge;

import dev.hearth.bridge.GatewayApi.Answer;
import dev.hearth.bridge.Standing.Stage;
import java.io.IOException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The session at the gateway, and the connection to it, made again whenever it breaks, under the same name: the gateway goes on
 * where it was. Its own thread, {@code hearth-gateway}, asks, dials and waits; messages pass it by. Thread-safe.
 */
final class GatewayLink {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final long DIAL_MILLIS = 15_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2000;
    private static final long QUIET_MILLIS = 1000;
    private static final long KEEP_ALIVE_MILLIS = 30_000;
    private static final long SILENT_MILLIS = 20_000;
    private static final int DONE = 1000; // the gateway's code for: do not come back
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private static final int MOST_REFUSALS = 5;

    private final GatewayDoor door;
    private final GatewayApi api;
    private final String kernelspec;
    private final Joining joining;
    private final String session;
    private final String client = UUID.randomUUID().toString();
    private final Inbox inbox;
    private final Outbox outbox = new Outbox(this::cannotSend);
    private final BridgeLog log;
    private final Runnable changed;
    private volatile Standing standing = new Standing(Stage.ASKING, "");
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile long since; // of a session that was joined: how far its log has come to here; else negative
    private volatile boolean asked; // a session may be there
    private int refusals; // of the token, by what may be another gateway by now
    private volatile @Nullable FrameIntake intake;
    private volatile long cameAt = System.nanoTime();
    private volatile long probeMillis = QUIET_MILLIS; // quiet for so long, the other side is pinged
    private final Object lock = new Object();
    private @Nullable WebSocket socket; // guarded by lock
    private @Nullable Listener current; // guarded by lock
    private @Nullable End end; // guarded by lock
    private boolean resting; // guarded by lock: the thread waits for longer than it may behind a frame
    private boolean posting; // guarded by lock: a session is being asked for
    private boolean closing; // guarded by lock

    private record End(int code, String why) {}

    /**
     * A link that is not yet up.
     *
     * @param name the id that the session is to have, if it is a new one
     * @param changed called when the standing has changed; short
     */
    GatewayLink(GatewayApi api, Arguments arguments, String name, Inbox inbox, BridgeLog log, Runnable changed) {
        this.api = api;
        this.door = arguments.gateway();
        this.kernelspec = arguments.kernelspec();
        this.joining = arguments.joining();
        this.session = joining.isNew() ? name : joining.session();
        this.since = joining.since();
        this.inbox = inbox;
        this.log = log;
        this.changed = changed;
    }

    /** Begins; again is harmless. */
    void start() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        Thread thread = new Thread(this::run, "hearth-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins the history of a session that was joined anew, on another connection. */
    void rewind() {
        synchronized (lock) {
            since = joining.since();
            if (socket != null && end == null) {
                end = new End(0, "its history is wanted again");
                lock.notifyAll();
            }
        }
    }

    Standing standing() {
        return standing;
    }

    Outbox outbox() {
        return outbox;
    }

    /** There is room in the inbox again. */
    void resume() {
        FrameIntake now = intake;
        if (now != null) {
            now.resume();
        }
    }

    /** Follows the events of the session's start, line by line. */
    void followEvents(Flow.Subscriber<String> lines) {
        api.follow("/hearth/sessions/" + session + "/events?since=0", lines);
    }

    /** Ends the connection, and the session unless it is kept. Blocks for a few seconds at most; twice is harmless. */
    void close(boolean keepSession) {
        WebSocket open;
        synchronized (lock) {
            if (closing) {
                return;
            }
            closing = true;
            open = socket;
            lock.notifyAll();
        }
        if (asked && !keepSession && !standing.is(Stage.REFUSED)) {
            try {
                awaitPost();
                Answer answer = api.call("DELETE", "/api/kernels/" + session, null, FAREWELL);
                if (!answer.isGood() && answer.status() != NOT_FOUND) {
                    log.say("the session " + session + " was not ended: " + answer.message());
                }
            } catch (IOException e) {
                log.say("the session " + session + " was not ended, since no gateway answers at " + api.base());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (open != null) {
            open.abort();
        }
    }

    /** What is asked for at this moment can be ended only when it is there. */
    private void awaitPost() throws InterruptedException {
        long until = System.nanoTime() + FAREWELL.toNanos();
        synchronized (lock) {
            for (long left = FAREWELL.toMillis(); posting && left > 0; ) {
                lock.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            }
        }
    }

    private void run() {
        try {
            if (create()) {
                while (dial()) {
                    if (!stay()) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.say("the connection to the gateway failed: " + e);
            stand(Stage.OVER, "the connection to the gateway failed");
        }
    }

    private void stand(Stage stage, String text) {
        Standing before = standing;
        standing = new Standing(stage, text);
        if (!text.isEmpty() && !text.equals(before.text())) {
            log.say(text);
        }
        changed.run();
    }

    /** Waits; false when the bridge ends. */
    private boolean pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (lock) {
            long left = millis;
            while (!closing && left > 0) {
                lock.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            }
            return !closing;
        }
    }

    /** Finds the gateway; gives what is in the way, or nothing. */
    private String find() throws BridgeException, InterruptedException {
        try {
            api.use(door.open(waiting -> stand(standing.stage(), waiting)));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private boolean create() throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        do {
            String trouble;
            try {
                trouble = find();
                if (trouble.isEmpty()) {
                    Answer answer = ask();
                    if (answer.isGood()) {
                        stand(Stage.DIALLING, "");
                        return true;
                    }
                    trouble = "the gateway at " + api.base() + " gives no session: " + answer.message();
                    if (isFinal(answer.status())) {
                        stand(Stage.REFUSED, trouble);
                        return false;
                    }
                }
            } catch (BridgeException e) {
                stand(Stage.REFUSED, String.valueOf(e.getMessage()));
                return false;
            } catch (IOException e) {
                trouble = "no gateway answers at " + api.base() + why(e);
            }
            stand(Stage.ASKING, trouble);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        } while (pause(pause));
        return false;
    }

    /** What is wrong with a certificate is for the user to mend. */
    private static String why(Throwable failure) {
        return failure instanceof javax.net.ssl.SSLException ? " (" + failure.getMessage() + ")" : "";
    }

    private boolean isFinal(int status) {
        if (door.changes() && (status == UNAUTHORIZED || status == FORBIDDEN) && ++refusals < MOST_REFUSALS) {
            return false;
        }
        return status < SERVER_ERROR && status != TOO_MANY;
    }

    private Answer ask() throws IOException, InterruptedException {
        Answer known = !asked && joining.isNew() ? null : api.call("GET", "/api/kernels/" + session, null, CALL);
        if (!joining.isNew() && known != null) {
            return known;
        }
        return known != null && known.isGood() // the first try had arrived
                ? known
                : post("{\"name\":" + FlatJson.quote(kernelspec) + ",\"kernel_id\":\"" + session + "\"}");
    }

    private Answer post(String body) throws IOException, InterruptedException {
        synchronized (lock) {
            if (closing) {
                throw new IOException("the bridge ends");
            }
            asked = true;
            posting = true;
        }
        try {
            return api.call("POST", "/api/kernels", body, CALL);
        } finally {
            synchronized (lock) {
                posting = false;
                lock.notifyAll();
            }
        }
    }

    /** Connects; false when the bridge ends, or the session has. */
    private boolean dial() throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (pause(0)) {
            Listener listener = new Listener();
            synchronized (lock) {
                end = null;
                current = listener;
            }
            String trouble;
            try {
                trouble = find();
                if (trouble.isEmpty()) {
                    FrameIntake fresh = new FrameIntake(inbox, listener);
                    opened(dialled(fresh), fresh);
                    return true;
                }
            } catch (BridgeException e) {
                stand(Stage.OVER, String.valueOf(e.getMessage()));
                return false;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    int status = refused.getResponse().statusCode();
                    trouble = "the gateway at " + api.base() + " does not connect the session (HTTP " + status + ")";
                    boolean gone = status == NOT_FOUND || status == UNAUTHORIZED || status == FORBIDDEN;
                    if (gone && isFinal(status)) {
                        stand(Stage.OVER, trouble);
                        return false;
                    }
                } else {
                    trouble = "no gateway answers at " + api.base();
                }
            } catch (TimeoutException e) {
                trouble = "the gateway at " + api.base() + " does not answer in time";
            }
            stand(Stage.DIALLING, trouble);
            if (!pause(pause)) {
                return false;
            }
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        }
        return false;
    }

    private WebSocket dialled(FrameIntake intake) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<WebSocket> dialled = api.dial(session, client, since, intake);
        try {
            return dialled.get(DIAL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            dialled.cancel(true);
            throw e;
        }
    }

    private void opened(WebSocket open, FrameIntake fresh) {
        synchronized (lock) {
            socket = open;
        }
        intake = fresh;
        cameAt = System.nanoTime();
        probeMillis = QUIET_MILLIS;
        refusals = 0;
        outbox.opened(open);
        if (!standing.text().isEmpty()) {
            log.say("connected to the gateway at " + api.base());
        }
        stand(Stage.OPEN, "");
    }

    /** Waits until the connection ends; false when that was the last one. */
    private boolean stay() throws InterruptedException {
        End ended = null;
        long pingedAt = 0; // the first ping that nothing has come behind, or 0
        while (ended == null) {
            synchronized (lock) {
                if (closing) {
                    return false;
                }
                if (end == null) {
                    long due = pingedAt == 0 ? probeMillis - quietMillis() : QUIET_MILLIS;
                    resting = due > QUIET_MILLIS;
                    lock.wait(Math.max(1, due));
                    resting = false;
                }
                ended = end;
            }
            if (ended == null) {
                pingedAt = pingedAt != 0 && cameAt - pingedAt > 0 ? 0 : pingedAt;
                pingedAt = probe(pingedAt);
            }
        }
        outbox.closed();
        WebSocket gone;
        synchronized (lock) {
            gone = socket;
            socket = null;
        }
        if (gone != null) {
            gone.abort();
        }
        if (ended.code() == DONE) {
            stand(Stage.OVER, "the session has ended: " + ended.why());
            return false;
        }
        stand(Stage.DIALLING, "the connection to the gateway at " + api.base() + " is lost (" + ended.why() + ")");
        return true;
    }

    private long quietMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cameAt);
    }

    /**
     * Whoever has sent a message and then nothing for a second is asked whether it is still there, and then, as long as it answers
     * and says nothing else, at longer and longer intervals: the JDK's client tells nobody of an end that comes right behind a frame,
     * and only the second ping into it fails. Gives the time of the first ping that is not answered, or 0.
     */
    private long probe(long pingedAt) {
        if (pingedAt == 0 && quietMillis() < probeMillis) {
            return 0;
        }
        long now = System.nanoTime();
        if (pingedAt != 0 && now - pingedAt > TimeUnit.MILLISECONDS.toNanos(SILENT_MILLIS)) {
            synchronized (lock) {
                end = end == null ? new End(0, "it does not answer") : end;
            }
            return pingedAt;
        }
        outbox.ping();
        return pingedAt != 0 ? pingedAt : now;
    }

    private void cannotSend(WebSocket on, Throwable why) {
        synchronized (lock) {
            if (on == socket && end == null) {
                end = new End(0, "nothing can be sent: " + why.getMessage());
                lock.notifyAll();
            }
        }
    }

    private final class Listener implements FrameIntake.Events {
        @Override
        public void came(boolean data) {
            cameAt = System.nanoTime();
            long before = probeMillis;
            probeMillis = data ? QUIET_MILLIS : Math.min(KEEP_ALIVE_MILLIS, 2 * before);
            if (data && before != QUIET_MILLIS) {
                synchronized (lock) {
                    if (resting) {
                        lock.notifyAll();
                    }
                }
            }
        }

        @Override
        public void confirmed(long number) {
            if (outbox.confirmed(number)) {
                changed.run();
            }
        }

        @Override
        public void reached(long number) {
            synchronized (lock) {
                if (since >= 0 && number > 0 && end == null && this == current) {
                    since = number;
                }
            }
        }

        @Override
        public void tooLong(int bytes) {
            log.often("long", "a message of the gateway is left out: it is longer than " + bytes + " bytes");
        }

        @Override
        public void over(int code, String why) {
            synchronized (lock) {
                if (this == current && end == null) {
                    end = new End(code, why);
                    lock.notifyAll();
                }
            }
        }
    }
}
