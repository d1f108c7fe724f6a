package dev.hearth.gateway.session;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.link.Hello;
import dev.hearth.protocol.link.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions of this gateway. Thread-safe.
 *
 * <p>Owns four kinds of threads: {@code hearth-timer} (rings, and looks for idle and forgotten sessions each tick), {@code
 * hearth-worker-n} (ends of drivers, time-outs), {@code hearth-broom-n} (retention and what is removed, which takes its
 * time) and {@code hearth-launch-n} (launches, as many as may start at once). Their queues hold at most a few tasks a
 * session, and sessions are bounded.
 */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final int WORKERS = 4;
    private static final int BROOMS = 2;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /**
     * What sessions are made with. Immutable.
     *
     * @param root the folder with one folder a session; made if it is missing
     * @param profiles by name
     * @param linkUrl where drivers dial; asked at each launch
     * @param certificatePin SHA-256 of the gateway's certificate in hexadecimal, if drivers are to trust that one alone; asked
     *     at each launch, since certificates are replaced while the gateway runs
     */
    public record Setup(
            Path root,
            SessionStore store,
            SessionSettings settings,
            Map<String, SessionProfile> profiles,
            GatewayIdentity identity,
            Supplier<URI> linkUrl,
            Supplier<Optional<String>> certificatePin,
            Clock clock,
            SessionEvents events) {
        public Setup {
            profiles = Map.copyOf(profiles);
        }
    }

    private final Surroundings around;
    private final ConcurrentHashMap<UUID, Session> byId = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Integer, Session> byNumber = new ConcurrentSkipListMap<>();
    private final ConcurrentHashMap<UUID, CompletableFuture<Void>> awaitedEnds = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor brooms;
    private final ThreadPoolExecutor launches;
    private final Upkeep upkeep;
    private volatile boolean stopping;

    /** No sessions yet: {@link #recover} finds those of before. */
    public Sessions(Setup setup) {
        SessionSettings settings = setup.settings();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon("hearth-timer", task));
        timer.setRemoveOnCancelPolicy(true);
        this.workers = pool("hearth-worker-", WORKERS);
        this.brooms = pool("hearth-broom-", BROOMS);
        this.launches = pool("hearth-launch-", settings.limits().concurrentStarts());
        this.around = new Surroundings(
                setup.root(),
                setup.store(),
                settings,
                setup.profiles(),
                setup.identity(),
                setup.linkUrl(),
                setup.certificatePin(),
                setup.clock(),
                new SafeEvents(setup.events()),
                timer,
                workers,
                brooms,
                new StartGate(settings.limits().concurrentStarts(), launches),
                new Admission(settings.limits().sessions(), this::rows),
                MemoryBudget.ofHeap());
        this.upkeep = new Upkeep(around, byId::values, core -> around.aside(() -> forget(core)));
        long tick = settings.timeouts().tick().toNanos();
        timer.scheduleWithFixedDelay(() -> around.onWorker(upkeep::look), tick, tick, TimeUnit.NANOSECONDS);
    }

    private static ThreadPoolExecutor pool(String name, int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size,
                size,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(name + number.incrementAndGet(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Creates a session and returns at once; a driver is launched behind it. Whatever goes wrong then is the session's state.
     *
     * @throws GatewayException with {@code PROFILE_NOT_FOUND}, {@code ID_TAKEN}, {@code TOO_MANY_SESSIONS} (of the gateway
     *     or of the profile), {@code STORE_FAILED}, {@code JOURNAL_FAILED}, {@code NOT_SERVING} while stopping
     */
    public Session create(NewSession request) {
        SessionProfile profile = around.profiles().get(request.profile());
        if (profile == null) {
            throw new GatewayException(
                    ErrorCode.PROFILE_NOT_FOUND,
                    "there is no profile \"" + request.profile() + "\"",
                    Map.of(
                            "profile",
                            request.profile(),
                            "available",
                            String.join(", ", around.profiles().keySet())));
        }
        UUID id = request.id() == null ? UUID.randomUUID() : request.id();
        around.admission().admit(id, profile);
        try {
            return begin(draft(request, id));
        } finally {
            around.admission().arrived(id);
        }
    }

    private Session begin(SessionRow draft) {
        SessionRow row = around.store().insert(draft);
        Session session = register(row);
        SessionCore core = session.core();
        core.enter();
        try {
            session.life().begin(session.life().open(1, row.headerSession()));
        } catch (IOException e) {
            GatewayException failure = core.journalFailed(e);
            takeBack(session, failure);
            throw failure;
        } finally {
            core.leave();
        }
        around.events().created(row.id(), row.profile());
        return session;
    }

    /** Leaves nothing of a session that could not be made: no start looks for folders without a row. Under its lock. */
    private void takeBack(Session session, GatewayException failure) {
        unregister(session);
        try {
            session.core().logs.purge();
            session.core().logs.files().delete();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        around.store().remove(session.id());
    }

    private List<SessionRow> rows() {
        return byId.values().stream().map(each -> each.core().row()).toList();
    }

    private SessionRow draft(NewSession request, UUID id) {
        Instant now = around.clock().instant();
        return new SessionRow(
                id,
                0,
                request.owner(),
                request.proxyUser(),
                request.profile(),
                request.language(),
                request.name(),
                request.path(),
                null,
                request.documentType(),
                request.env(),
                now,
                1,
                UUID.randomUUID().toString(),
                1,
                "",
                null,
                false,
                null,
                null,
                SessionState.STARTING,
                "",
                List.of(),
                null,
                StartReport.asked(now.toEpochMilli()),
                request.wish());
    }

    private Session register(SessionRow row) {
        SessionProfile profile = around.profiles().get(row.profile());
        long maxRecord = profile == null ? 64L << 20 : profile.driver().maxRecordBytes();
        SessionFiles files = SessionFiles.of(around.root(), row.id());
        SessionLogs logs =
                new SessionLogs(row.id(), files, around.store(), around.journalSettings(maxRecord), around.clock());
        Session session = new Session(new SessionCore(around, row, logs), this::ended);
        byId.put(row.id(), session);
        byNumber.put(row.number(), session);
        return session;
    }

    private void unregister(Session session) {
        byId.remove(session.id());
        byNumber.remove(session.number());
    }

    /** Is told by a session that it is dead or deleted. */
    private void ended(SessionCore core) {
        if (core.ending == SessionCore.Ending.PURGE && core.row().endedAt() != null) {
            around.aside(() -> forget(core));
        }
        CompletableFuture<Void> awaited = awaitedEnds.remove(core.id);
        if (awaited != null) {
            awaited.complete(null);
        }
    }

    /** Removes a session with all its files. */
    private void forget(SessionCore core) {
        Session session = byId.get(core.id);
        core.enter();
        try {
            if (session == null) {
                return;
            }
            unregister(session);
            core.logs.purge();
            around.store().remove(core.id);
            core.logs.files().delete(); // what says that it was to go, when nothing is left that would have to
        } catch (IOException | GatewayException e) {
            LOG.warn("session {}: its files could not be removed", core.id, e);
        } finally {
            core.leave();
        }
    }

    /** A listed session. */
    public Optional<Session> find(UUID id) {
        return findKept(id).filter(upkeep::isListed);
    }

    /** A listed session, by its number. */
    public Optional<Session> find(int number) {
        return Optional.ofNullable(byNumber.get(number)).filter(upkeep::isListed);
    }

    /** A listed session, or one whose journal is still kept: deleted, or dead for long. */
    public Optional<Session> findKept(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Live sessions, and dead ones that are still listed, of all owners, in order of their numbers. */
    public List<Session> list() {
        return byNumber.values().stream().filter(upkeep::isListed).toList();
    }

    /** How many listed sessions are in this state. Waits for no session's lock. */
    public long count(SessionState state) {
        return list().stream()
                .filter(each -> each.core().row().state() == state)
                .count();
    }

    /** How many clients are on the channels of listed sessions. Waits for no session's lock. */
    public int attachments() {
        return list().stream().mapToInt(each -> each.core().attachments.size()).sum();
    }

    /**
     * Takes up the sessions of before: re-opens their logs, finds their drivers again, and waits for them to dial. Call it
     * once, before anything is served. Blocks while logs are read; nothing is launched before {@link #open}.
     */
    public void recover() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (SessionRow row : around.store().all()) {
            Session session = register(row);
            all.add(CompletableFuture.runAsync(() -> takeUp(session), workers));
        }
        all.forEach(CompletableFuture::join);
    }

    private void takeUp(Session session) {
        new Recovery(session).run();
        SessionCore core = session.core();
        if (core.ending == SessionCore.Ending.PURGE && core.row().endedAt() != null) {
            forget(core); // the gateway before did not come so far
        }
    }

    /** Drivers can dial by now: from now on they are launched, first those that waited for it already. */
    public void open() {
        around.gate().open();
    }

    /** Judges the hello of a driver that dials. */
    public HelloAnswer hello(Hello hello, DriverPort port) {
        int newest = Math.min(hello.newestVersion(), Hello.LINK_VERSION);
        if (hello.oldestVersion() > Hello.LINK_VERSION || newest < Math.max(1, Hello.LINK_VERSION - 1)) {
            String spoken = hello.oldestVersion() + " to " + hello.newestVersion();
            return refused(
                    Refusal.Reason.VERSION,
                    "this gateway speaks version " + Hello.LINK_VERSION + " of the link, the driver speaks " + spoken);
        }
        if (stopping) {
            return refused(Refusal.Reason.TRY_AGAIN, "the gateway is stopping");
        }
        Session session = byId.get(hello.session());
        if (session == null) {
            return refused(Refusal.Reason.UNKNOWN_SESSION, "there is no such session here");
        }
        return session.hello(hello, newest, port);
    }

    private static HelloAnswer refused(Refusal.Reason reason, String message) {
        LOG.warn("a link was refused: {}", message);
        return new HelloAnswer.Refused(new Refusal(reason, message));
    }

    /** Settings of sessions and links. */
    public SessionSettings settings() {
        return around.settings();
    }

    /** What all that is not whole yet may take of the memory. */
    public MemoryBudget memory() {
        return around.memory();
    }

    /** What time it is. */
    public Clock clock() {
        return around.clock();
    }

    /** Whether the gateway is about to go: what fails now is not worth a word. */
    public boolean isStopping() {
        return stopping;
    }

    /** Lets no session in any more if there is none that lives, nor a client; else nothing changes. */
    public boolean closeIfIdle() {
        return attachments() == 0 && around.admission().closeIfEmpty();
    }

    /**
     * Ends the sessions whose drivers run on this machine, and waits for that; others go on and are taken up by the next
     * start. New sessions and links are refused from now on.
     *
     * @return whether all had ended in time
     */
    public boolean stopLocal(Duration timeout) throws InterruptedException {
        long until = System.nanoTime() + timeout.toNanos();
        around.admission().close();
        stopping = true;
        if (!around.admission().awaitArrivals(timeout)) {
            LOG.warn("sessions that were being created are not waited for any longer");
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Session session : byId.values()) {
            SessionProfile profile = around.profiles().get(session.profile());
            if (profile != null && profile.local() && session.core().row().endedAt() == null) {
                CompletableFuture<Void> awaited =
                        awaitedEnds.computeIfAbsent(session.id(), id -> new CompletableFuture<>());
                ends.add(awaited);
                session.end("the gateway was stopped");
                if (session.core().row().endedAt() != null) {
                    awaited.complete(null); // it ended by itself meanwhile
                }
            }
        }
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** Lets go of files and threads. Drivers go on running; the next start finds them. Twice is harmless. */
    @Override
    public void close() {
        stopping = true;
        around.admission().close();
        timer.shutdownNow();
        launches.shutdownNow();
        workers.shutdown();
        brooms.shutdown();
        try {
            long end = System.nanoTime() + CLOSING.toNanos();
            launches.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            workers.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            brooms.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Session session : byId.values()) {
            SessionCore core = session.core();
            core.enter();
            try {
                session.life().askToLeave(Attachment.Reason.GATEWAY_STOPS);
                core.logs.close();
            } catch (IOException e) {
                LOG.warn("session {}: its files could not be closed", core.id, e);
            } finally {
                core.leave();
            }
            core.wakeReaders();
        }
    }
}
