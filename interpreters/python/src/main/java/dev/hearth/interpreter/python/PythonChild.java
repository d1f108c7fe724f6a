package dev.hearth.interpreter.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.protocol.Json;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One child process with its two sockets and the threads that serve them. Thread-safe. */
final class PythonChild implements AutoCloseable {
    /** After the process has ended, for what it still had in its socket. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    private final PythonSettings settings;
    private final ChildProcess process;
    private final Rendezvous.Caller control;
    private final Rendezvous.Caller bulk;
    private final Runs runs = new Runs();
    private final OpenComms comms = new OpenComms();
    private final DebugEvents debugEvents = new DebugEvents();
    private final Set<String> subshells = ConcurrentHashMap.newKeySet();
    private final FrameWriter writer;
    private final Answers answers;
    private final Interrupter interrupter;
    private final OutputPump pump;
    private final Thread writing;
    private final Thread interrupting;
    private final Thread readingControl;
    private final Thread readingBulk;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String end = "";
    private volatile String violation = "";

    private PythonChild(
            PythonSettings settings, ChildProcess process, Rendezvous.Caller control, Rendezvous.Caller bulk) {
        this.settings = settings;
        this.process = process;
        this.control = control;
        this.bulk = bulk;
        writer = new FrameWriter(control.channel());
        answers = new Answers(writer);
        interrupter = new Interrupter(answers, process);
        pump = new OutputPump(bulk.reader(), runs, comms, debugEvents, writer);
        writing = thread("write", writer);
        interrupting = thread("interrupt", interrupter);
        readingControl = thread("control", this::readControl);
        readingBulk = thread("bulk", this::readBulk);
    }

    /** Starts a child and waits until it is ready for cells. */
    static PythonChild start(PythonSettings settings) throws InterpreterDiedException, InterruptedException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        try {
            PrivateDirectory.create(settings.privateDirectory());
            Path main = ChildSources.writeTo(settings.privateDirectory());
            try (Rendezvous rendezvous = Rendezvous.open(settings.privateDirectory(), token, settings.maxBodyBytes())) {
                return start(settings, main, token, rendezvous);
            }
        } catch (IOException e) {
            throw new InterpreterDiedException(
                    "Python could not start: cannot run \"" + settings.executable() + "\": " + e.getMessage()
                            + ". Name a Python of version 3.9 or later in the settings.",
                    e);
        }
    }

    private static PythonChild start(PythonSettings settings, Path main, String token, Rendezvous rendezvous)
            throws IOException, InterpreterDiedException, InterruptedException {
        ObjectNode setup = Json.object()
                .put("socket", rendezvous.socket().toString())
                .put("token", token)
                .put("directory", settings.privateDirectory().toAbsolutePath().toString())
                .put("max_body", settings.maxBodyBytes())
                .put("spark", settings.spark() != null)
                .put("spark_seconds", settings.sparkTimeout().toSeconds());
        ChildProcess process = ChildProcess.launch(settings, main, Json.writeBytes(setup));
        CompletableFuture<Void> exit = process.onExit().thenRun(rendezvous::close);
        CompletableFuture<Void> deadline =
                CompletableFuture.runAsync(rendezvous::close, after(settings.startTimeout()));
        try {
            Rendezvous.Caller control = rendezvous.accept("control");
            Rendezvous.Caller bulk = rendezvous.accept("bulk");
            PythonChild child = new PythonChild(settings, process, control, bulk);
            child.begin();
            return child;
        } catch (ClosedByInterruptException e) {
            process.kill(false);
            Thread.interrupted();
            throw new InterruptedException("interrupted while Python started");
        } catch (IOException e) {
            throw notStarted(settings, process, exit.isDone(), e);
        } finally {
            deadline.cancel(false);
        }
    }

    private static InterpreterDiedException notStarted(
            PythonSettings settings, ChildProcess process, boolean exited, IOException cause)
            throws InterruptedException {
        boolean over = exited || process.awaitExit(Duration.ofMillis(200));
        String why = over
                ? process.end()
                : "was not ready within " + settings.startTimeout().toSeconds() + " s";
        process.kill(false);
        return new InterpreterDiedException(
                "Python could not start: \"" + settings.executable() + "\" " + why + "." + process.lastWords(), cause);
    }

    private void begin() {
        List.of(writing, interrupting, readingControl, readingBulk).forEach(Thread::start);
        process.onExit().thenRunAsync(() -> closeQuietly(bulk.channel()), after(LAST_OUTPUT));
        SparkAttachment spark = settings.spark();
        if (spark != null) {
            spark.endpoint().whenComplete(this::offerSpark);
        }
    }

    private void offerSpark(SparkEndpoint endpoint, Throwable failure) {
        ObjectNode offer = Json.object();
        if (failure == null) {
            offer.put("port", endpoint.port()).put("secret", endpoint.secret());
        } else {
            String said = failure.getCause() == null
                    ? failure.getMessage()
                    : failure.getCause().getMessage();
            offer.put("problem", said == null ? failure.getClass().getSimpleName() : said);
        }
        writer.offer(FrameKind.SPARK, 0, Json.writeBytes(offer));
    }

    /** {@code major.minor.patch} of the interpreter. */
    String version() {
        return bulk.hello().path("version").asText();
    }

    Runs runs() {
        return runs;
    }

    OpenComms comms() {
        return comms;
    }

    DebugEvents debugEvents() {
        return debugEvents;
    }

    /** The ids of the subshells that the child has made. */
    Set<String> subshells() {
        return subshells;
    }

    FrameWriter writer() {
        return writer;
    }

    Answers answers() {
        return answers;
    }

    void interrupt(Run run) {
        interrupter.request(run);
        pump.giveWay();
    }

    /** Whether the child can still be spoken to. */
    boolean isAlive() {
        return end.isEmpty();
    }

    /** Why the child is gone. */
    InterpreterDiedException death() {
        return new InterpreterDiedException(end.isEmpty() ? "Python is gone" : end);
    }

    private void readControl() {
        FrameReader frames = control.reader();
        try {
            while (frames.next()) {
                if (frames.kind() != FrameKind.ANSWER) {
                    throw new ProtocolViolation(frames.kind() + " has no place on the control socket");
                }
                answers.answer(frames.number(), frames.sections());
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void readBulk() {
        try {
            pump.pump();
        } catch (IOException e) {
            broken(e);
        } finally { // also of a heap that is full: whoever waits for the child must hear of it
            finish();
        }
    }

    private void broken(IOException e) {
        if (e instanceof ProtocolViolation && violation.isEmpty()) {
            violation = String.valueOf(e.getMessage());
            process.kill(true);
        }
    }

    /** The bulk socket has ended: the child is gone, or is not one that we can use. */
    private void finish() {
        try {
            if (!process.awaitExit(settings.closeTimeout())) {
                process.kill(true);
                process.awaitExit(settings.closeTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.kill(true);
        if (closed.get()) {
            end = "Python was shut down.";
        } else if (!violation.isEmpty()) {
            end = "Python sent what nobody can read (" + violation
                    + ") and was ended. Its variables are lost; run the cells again in a new one.";
        } else {
            end = "Python " + process.end() + ". Its variables are lost; run the cells again in a new one."
                    + process.lastWords();
        }
        answers.gone();
        runs.gone();
        writer.stop();
        interrupting.interrupt();
        closeQuietly(control.channel());
        closeQuietly(bulk.channel());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<ProcessHandle> below = process.below();
        boolean idle = runs.isEmpty() && writer.offer(FrameKind.SHUTDOWN, 0, new byte[0]);
        try {
            if (!idle || !process.awaitExit(settings.closeTimeout())) {
                process.kill(true);
            }
            readingBulk.join(settings.closeTimeout().toMillis());
        } catch (InterruptedException e) {
            process.kill(true);
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
        closeQuietly(control.channel());
        closeQuietly(bulk.channel());
    }

    private Thread thread(String role, Runnable work) {
        Thread thread = new Thread(work, "python-" + role + "-" + process.pid());
        thread.setDaemon(true);
        return thread;
    }

    private static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }
}
