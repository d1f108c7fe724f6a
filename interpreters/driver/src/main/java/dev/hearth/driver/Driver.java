package dev.hearth.driver;

import dev.hearth.driver.dispatch.Dispatcher;
import dev.hearth.driver.link.LinkClient;
import dev.hearth.driver.link.LinkListener;
import dev.hearth.driver.link.LinkSender;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.TransientQueue;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Release;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One session's driver, wired. Thread-safe; run it once. */
public final class Driver {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** A start may fail sooner than a busy machine makes the first link; nobody else can tell why. */
    private static final Duration LAST_WORDS_OF_A_START = Duration.ofSeconds(30);

    private static final Duration ENGINE_END = Duration.ofSeconds(10);

    private final Ending ending = new Ending();
    private final AtomicBoolean linkedOnce = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ScheduledThreadPoolExecutor scheduler;
    private final OutputLog log;
    private final LinkSender sender;
    private final EventBoard board;
    private final Engine engine;
    private final Dispatcher dispatcher;
    private final LinkClient link;
    private final StartSequence start;

    /**
     * A driver that does nothing yet.
     *
     * @throws IOException if its folder cannot be used
     */
    public Driver(LaunchDescriptor descriptor, EngineFactory engines) throws IOException {
        this(descriptor, engines, false);
    }

    /** As {@link #Driver(LaunchDescriptor, EngineFactory)}; {@code sparkFirst} where Spark must not wait for a language. */
    Driver(LaunchDescriptor descriptor, EngineFactory engines, boolean sparkFirst) throws IOException {
        scheduler = new ScheduledThreadPoolExecutor(2, task -> daemon(task, "hearth-timer"));
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        log = OutputLog.create(
                Path.of(descriptor.directory(), LaunchDescriptor.OWN_FOLDER, "output"),
                descriptor.settings().outputLogBytes(),
                descriptor.settings().maxRecordBytes());
        TransientQueue transients = new TransientQueue();
        sender = new LinkSender(log, transients);
        Publisher publisher = new Publisher(
                descriptor, log, transients, Clock.systemUTC(), sender::wake, sender::breakLink, this::cannotLog);
        board = new EventBoard(publisher);
        log.whenFailing(board::trouble);
        board.phase("process");
        engine = engines.make(descriptor, publisher, scheduler, this::sparkEnded);
        dispatcher = new Dispatcher(
                descriptor,
                new Dispatcher.Surroundings(
                        engine.languages(),
                        engine.jobs(),
                        engine.comms(),
                        engine.files(),
                        publisher,
                        log,
                        scheduler,
                        Release.VERSION,
                        engine::banner,
                        this::afterCell,
                        () -> ending.now("the session was asked to shut down", Ending.Code.ORDERLY)));
        link = new LinkClient(
                descriptor,
                log,
                transients,
                sender,
                dispatcher,
                new LinkEvents(),
                new LinkClient.DriverFacts(
                        Release.VERSION, Version.spark(), Version.java(), LoadedClasses::archivedShare),
                dispatcher::result,
                scheduler);
        start = new StartSequence(engine, dispatcher, publisher, board, ending, sparkFirst);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private final class LinkEvents implements LinkListener {
        @Override
        public void linking(boolean toldBefore) {
            board.newLink(toldBefore);
        }

        @Override
        public void linked() {
            board.tell();
            if (linkedOnce.compareAndSet(false, true)) {
                board.phase("link");
            }
        }

        @Override
        public void unlinked() {
            dispatcher.forgetTransient();
        }

        @Override
        public void refused(String reason) {
            ending.now(reason, Ending.Code.REFUSED);
        }

        @Override
        public void orphaned(String reason) {
            ending.now(reason, Ending.Code.ORPHANED);
        }
    }

    private void cannotLog(IOException cause) {
        if (ending.isDecided()) {
            return; // a request that was under way when the log was closed
        }
        DriverLog.warn("the output log cannot be written", cause);
        ending.now("the driver's output log cannot be written: " + cause.getMessage(), Ending.Code.FAILED);
    }

    /** On Spark's event thread, while the cell that stops Spark waits for it. */
    private void sparkEnded(String reason) {
        ending.afterCell(JvmEnd.reason().orElse(reason), Ending.Code.ORDERLY);
        if (!dispatcher.isShellServing()) {
            afterCell();
        }
    }

    private void afterCell() {
        if (!dispatcher.isShellServing() && ending.cellEnded()) {
            dispatcher.closeShell();
        }
    }

    /** Serves the session until it ends, and returns the code to exit with. */
    public int run() throws InterruptedException {
        return serve().code().status();
    }

    /** As {@link #run}, and says why it ended. */
    Ending.Reason serve() throws InterruptedException {
        link.start();
        start.start();
        Ending.Reason reason = ending.await();
        try {
            DriverLog.info("the driver ends: " + reason.sentence());
            board.say("hearth_ending", Json.write(Json.object().put("reason", reason.sentence())));
            if (reason.code().hasListener() && !sender.flush(patience(reason.code()))) {
                DriverLog.warn("the gateway may not have everything that was said");
            }
            closeEngine();
            dispatcher.close();
            link.close();
            scheduler.shutdownNow();
            log.close();
        } catch (IOException e) {
            DriverLog.warn("the output log did not close", e);
        } finally {
            finished.countDown();
        }
        return reason;
    }

    private static Duration patience(Ending.Code code) {
        return code == Ending.Code.START_FAILED ? LAST_WORDS_OF_A_START : LAST_WORDS;
    }

    /** Spark may take its time, or hang; the process ends all the same. */
    private void closeEngine() throws InterruptedException {
        Thread closing = daemon(engine::close, "hearth-end");
        closing.start();
        closing.join(ENGINE_END.toMillis());
        if (closing.isAlive()) {
            DriverLog.warn("Spark or an interpreter did not end in time");
        }
    }

    /** Takes a request as if it had come over the link. */
    void accept(LinkRecord request) {
        dispatcher.accept(request);
    }

    /** Ends the driver from outside and waits, up to {@code patience}, until {@link #run} is done. */
    public void end(String reason, Duration patience) throws InterruptedException {
        ending.now(reason, Ending.Code.ORDERLY);
        if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            DriverLog.warn("the driver did not end in time");
        }
    }
}
