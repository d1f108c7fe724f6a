package dev.hearth.driver.link;

import dev.hearth.protocol.link.LinkFrame;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the gateway has open: of the driver's own log ({@code log}), which go on as it grows, and of results that cells
 * have kept ({@code result/CELL}), which end with them. Thread-safe; frames are read on the sender's thread.
 *
 * <p>While somebody follows, the file's length is looked at every {@value #LOOK_MILLIS} ms. A watch on the folder would wake
 * for every write of the output log, which lies in it, and does not exist on every file system that holds a container's log.
 */
final class LogStreams {
    private static final long LOOK_MILLIS = 250;
    private static final int MOST_STREAMS = 16;
    private static final Pattern NAME = Pattern.compile("log(?:\\?offset=(\\d{1,18}))?");

    private static final String RESULT = "result/";

    private final @Nullable Path file;
    private final Function<String, Optional<Path>> results;
    private final ScheduledExecutorService scheduler;
    private final Runnable wake;
    private final Object lock = new Object();
    private final Map<Integer, LogStream> open = new LinkedHashMap<>(); // guarded by lock
    private final Queue<LinkFrame> answers = new ArrayDeque<>(); // guarded by lock
    private @Nullable ScheduledFuture<?> looking; // guarded by lock

    /**
     * No stream yet.
     *
     * @param file the log; null if nobody knows where it is
     * @param results the file of a cell's result, by the id of the cell
     * @param wake called when a stream has something to send
     */
    LogStreams(
            @Nullable Path file,
            Function<String, Optional<Path>> results,
            ScheduledExecutorService scheduler,
            Runnable wake) {
        this.file = file;
        this.results = results;
        this.scheduler = scheduler;
        this.wake = wake;
    }

    void open(int stream, int credit, String name) {
        Optional<Path> result =
                name.startsWith(RESULT) ? results.apply(name.substring(RESULT.length())) : Optional.empty();
        synchronized (lock) {
            if (open.size() >= MOST_STREAMS || open.containsKey(stream)) {
                refuse(stream, "too many streams, or one of this number is open");
            } else if (result.isPresent()) {
                open.put(stream, new LogStream(stream, result.get(), 0, credit, true));
            } else if (name.startsWith(RESULT)) {
                refuse(stream, "this result is not kept, or no longer");
            } else {
                openLog(stream, credit, NAME.matcher(name));
            }
        }
        wake.run();
    }

    private void openLog(int stream, int credit, Matcher name) {
        if (!name.matches()) {
            refuse(stream, "there is no stream of this name here");
        } else if (file == null) {
            refuse(stream, "this driver does not know where its log is");
        } else {
            long offset = name.group(1) == null ? 0 : Long.parseLong(name.group(1));
            open.put(stream, new LogStream(stream, file, offset, credit, false));
            if (looking == null) {
                looking = scheduler.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void refuse(int stream, String reason) {
        if (answers.size() < MOST_STREAMS) {
            answers.add(new LinkFrame.CloseFrame(stream, reason));
        }
    }

    void credit(int stream, int bytes) {
        synchronized (lock) {
            LogStream known = open.get(stream);
            if (known != null) {
                known.credit(bytes);
            }
        }
        wake.run();
    }

    void close(int stream) {
        synchronized (lock) {
            open.remove(stream);
            rest();
        }
    }

    /** Forgets all streams: their link is gone. */
    void closeAll() {
        synchronized (lock) {
            open.clear();
            answers.clear();
            rest();
        }
    }

    private void rest() {
        if (open.isEmpty() && looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private void look() {
        boolean grown = false;
        synchronized (lock) {
            for (LogStream stream : open.values()) {
                grown |= stream.hasMore();
            }
        }
        if (grown) {
            wake.run();
        }
    }

    /** The next frame of any stream, or null if none has something to send. Reads from the file. */
    @Nullable
    LinkFrame next() {
        synchronized (lock) {
            if (!answers.isEmpty()) {
                return answers.poll();
            }
            for (LogStream stream : List.copyOf(open.values())) {
                LinkFrame frame = stream.next();
                if (frame != null) {
                    open.remove(stream.number());
                    if (frame.kind() == LinkFrame.Kind.DATA) {
                        open.put(stream.number(), stream); // behind the others
                    }
                    rest();
                    return frame;
                }
            }
            return null;
        }
    }
}
