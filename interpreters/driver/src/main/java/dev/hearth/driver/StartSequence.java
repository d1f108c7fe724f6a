package dev.hearth.driver;

import dev.hearth.driver.dispatch.Dispatcher;
import dev.hearth.driver.dispatch.LanguageHost;
import dev.hearth.driver.dispatch.Languages;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.Message;
import dev.hearth.driver.output.Parent;
import dev.hearth.driver.output.Publisher;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.ExecutionState;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Starts what a session needs, in the order in which a first cell needs it: its own language, beside it Spark, then, behind a
 * cell that came meanwhile, the other languages. On one or two processors the Scala compiler goes before Spark: beside each
 * other both would take twice as long, and the first cell would wait for both. Owns the threads {@code hearth-start} and
 * {@code hearth-spark}. Used once.
 */
final class StartSequence {
    /** So many processors one start keeps busy, with the JVM's compilers beside it. */
    private static final int PROCESSORS_FOR_ONE = 2;

    /** The other languages wait so long for a cell that came with the start. */
    private static final Duration PATIENCE_WITH_FIRST_CELL = Duration.ofSeconds(10);

    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Engine engine;
    private final Dispatcher dispatcher;
    private final Publisher publisher;
    private final EventBoard board;
    private final Ending ending;
    private final boolean sparkFirst;
    private final CompletableFuture<RawJson> spark = new CompletableFuture<>();

    StartSequence(
            Engine engine,
            Dispatcher dispatcher,
            Publisher publisher,
            EventBoard board,
            Ending ending,
            boolean sparkFirst) {
        this.engine = engine;
        this.dispatcher = dispatcher;
        this.publisher = publisher;
        this.board = board;
        this.ending = ending;
        this.sparkFirst = sparkFirst;
    }

    /** Begins. Returns at once. */
    void start() {
        if (!sparkWaits()) {
            run("hearth-spark", this::startSpark);
        }
        run("hearth-start", this::startLanguages);
    }

    private boolean sparkWaits() {
        return !sparkFirst && engine.languages().own() == Language.SCALA && processors <= PROCESSORS_FOR_ONE;
    }

    private static void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void startSpark() {
        try {
            RawJson facts = engine.startSpark();
            board.phase("spark");
            board.say("hearth_facts", facts);
            spark.complete(facts);
        } catch (RuntimeException | LinkageError e) {
            DriverLog.warn("Spark did not start", e);
            spark.completeExceptionally(e);
            if (sparkFirst) {
                fail(e); // where it runs, nobody counts it as running without Spark
            }
        }
    }

    private void startLanguages() {
        Languages languages = engine.languages();
        try {
            if (languages.own() == Language.SQL) {
                spark.join(); // a language that is nothing without Spark
            }
            languages.ownHost().ready();
            if (sparkWaits()) {
                run("hearth-spark", this::startSpark);
            }
        } catch (CompletionException e) {
            fail(e.getCause() == null ? e : e.getCause());
            return;
        } catch (InterpreterException | InterruptedException | RuntimeException | LinkageError e) {
            fail(e);
            return;
        }
        board.phase(languages.own().wireName());
        publisher.say(Parent.NONE, Message.status(ExecutionState.IDLE, false));
        dispatcher.openShell();
        startOthers(languages);
    }

    private void fail(Throwable cause) {
        DriverLog.warn("the session did not start", cause);
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        ending.now(why, Ending.Code.START_FAILED);
    }

    private void startOthers(Languages languages) {
        try {
            spark.join();
        } catch (CompletionException e) {
            DriverLog.info("the other languages start without Spark");
        }
        try {
            // Whoever sent a cell already waits for that one; if it needs another language, it starts it itself.
            dispatcher.awaitFirstCell(PATIENCE_WITH_FIRST_CELL);
        } catch (InterruptedException e) {
            DriverLog.warn("the other languages start when a cell needs them");
            return;
        }
        for (LanguageHost host : languages.all()) {
            Language language = host.interpreter().language();
            if (language == languages.own()) {
                continue;
            }
            try {
                host.ready();
                board.phase(language.wireName());
            } catch (InterpreterException | InterruptedException | RuntimeException | LinkageError e) {
                // A cell in that language tries again, and says what is wrong.
                DriverLog.warn(language.wireName() + " did not start", e);
            }
        }
    }
}
