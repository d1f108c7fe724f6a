package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Requests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Serves {@code hearth_add_request}: jars, Python libraries and files for a session that lives. A cell that was asked for later
 * begins when it is there, or has failed. Thread-safe.
 */
final class Additions implements Handler {
    /** How long a cell waits for what was asked for before it; the cell runs then without. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern REMOTE = Pattern.compile("(?!file:)[A-Za-z][A-Za-z0-9+.\\-]+:.*", Pattern.DOTALL);

    private final Languages languages;
    private final SharedFiles files;
    private final ConcurrentSkipListMap<Long, CountDownLatch> open = new ConcurrentSkipListMap<>();

    Additions(Languages languages, SharedFiles files) {
        this.languages = languages;
        this.files = files;
    }

    /** Notes a request that has come; {@link #closed} follows. */
    void opened(Request request) {
        open.put(request.envelope().sequence(), new CountDownLatch(1));
    }

    /** Lets the cells go on that came behind it. */
    void closed(Request request) {
        CountDownLatch latch = open.remove(request.envelope().sequence());
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Waits, for a bounded time, until what was asked for before a request is there. */
    void awaitBefore(long sequence) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (CountDownLatch each : open.headMap(sequence).values()) {
            if (!each.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                DriverLog.warn("a cell runs before a library or file is there that was asked for earlier");
                return;
            }
        }
    }

    @Override
    public void handle(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        Requests.Add asked = Contents.read(request.message(), Requests.Add.class);
        try {
            add(asked);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InterpreterFaultException(String.valueOf(e.getMessage()));
        }
    }

    private void add(Requests.Add asked) throws InterpreterException, InterruptedException {
        switch (asked.what()) {
            case FILE -> {
                Path path = files.add(asked.uri());
                DriverLog.info("added the file " + path.getFileName());
            }
            case PYFILE -> libraries(Language.PYTHON).add(asked.uri());
            case JAR -> {
                boolean remote = REMOTE.matcher(asked.uri()).matches();
                libraries(Language.SCALA).add(remote ? files.add(asked.uri()).toString() : asked.uri());
            }
        }
    }

    private Facility.Libraries libraries(Language language) throws InterpreterException, InterruptedException {
        LanguageHost host = languages
                .find(language)
                .orElseThrow(() -> new InterpreterFaultException("nobody here speaks " + language.wireName()));
        Optional<Facility.Libraries> present = host.interpreter().facility(Facility.Libraries.class);
        return present.isPresent()
                ? present.get()
                : host.ready()
                        .facility(Facility.Libraries.class)
                        .orElseThrow(
                                () -> new InterpreterFaultException(language.wireName() + " takes no libraries here"));
    }
}
