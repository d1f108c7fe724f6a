package dev.hearth.bridge;

import dev.hearth.protocol.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * How far a session's start is, in words, from its events. Called by the JDK's client; {@link #words} and {@link #close} are
 * thread-safe.
 */
final class PhaseFeed implements Flow.Subscriber<String> {
    private static final int MAX_SHOWN = 60;

    private volatile String words = "";
    private volatile boolean over;
    private volatile Flow.@Nullable Subscription subscription;
    private boolean phase; // of the event that is being read

    /** What the start is at; empty if nobody has said. */
    String words() {
        return words;
    }

    /** Reads no more. */
    void close() {
        over = true;
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (over) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(String line) {
        if (line.startsWith("event:")) {
            phase = line.substring("event:".length()).strip().equals("hearth_phase");
        } else if (phase && line.startsWith("data:")) {
            phase = false;
            try {
                Map<String, String> content =
                        read(read(line.substring("data:".length()).strip()).getOrDefault("content", "{}"));
                words = words(content);
            } catch (MalformedMessageException e) {
                // It is only words.
            }
        }
    }

    private static Map<String, String> read(String json) throws MalformedMessageException {
        return FlatJson.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String words(Map<String, String> content) {
        String name = content.getOrDefault("phase", "");
        return switch (name) {
            case "waiting" -> "it is in line behind " + content.getOrDefault("starts_before", "other") + " starts";
            case "launch" -> "the driver is launched";
            case "launched", "process" -> "the driver's process has begun";
            case "hello", "link" -> "the driver has called";
            case "spark" -> "Spark is there";
            default ->
                (name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name).replaceAll("\\p{Cntrl}", " ")
                        + " is there";
        };
    }

    @Override
    public void onError(Throwable failure) {
        over = true;
    }

    @Override
    public void onComplete() {
        over = true;
    }
}
