package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Requests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cells of this process, in memory. Thread-safe. Beyond {@value #MOST_ENTRIES} entries or {@value #MOST_CHARS} characters the
 * oldest go.
 */
final class History {
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_CHARS = 16L << 20;
    private static final int MOST_OUTPUT_CHARS = 10_000;

    private final int session;
    private final Deque<Entry> entries = new ArrayDeque<>(); // guarded by this
    private long chars; // guarded by this

    /** An empty history; rows name {@code session}. */
    History(int session) {
        this.session = session;
    }

    private static final class Entry {
        final int line;
        final String input;

        @Nullable
        String output;

        Entry(int line, String input) {
            this.line = line;
            this.input = input;
        }

        long chars() {
            return (long) input.length() + (output == null ? 0 : output.length());
        }
    }

    synchronized void add(int line, String input) {
        Entry entry = new Entry(line, input);
        entries.addLast(entry);
        chars += entry.chars();
        while (entries.size() > MOST_ENTRIES || (chars > MOST_CHARS && entries.size() > 1)) {
            chars -= entries.removeFirst().chars();
        }
    }

    /** Keeps the plain text of a result with its cell. */
    synchronized void setOutput(int line, MimeBundle bundle) {
        // A few back at most: as many as there are shells.
        Iterator<Entry> newest = entries.descendingIterator();
        for (int i = 0; i <= Shells.MOST && newest.hasNext(); i++) {
            Entry entry = newest.next();
            if (entry.line == line) {
                JsonNode text = Json.parse(bundle.data()).path(MimeBundle.TEXT_PLAIN);
                String output = text.asText("");
                entry.output = output.substring(0, Math.min(output.length(), MOST_OUTPUT_CHARS));
                chars += entry.output.length();
                return;
            }
        }
    }

    /** The rows that a request asks for. */
    synchronized List<RawJson> find(Requests.History request) {
        List<Entry> found =
                switch (request.histAccessType()) {
                    case "range" -> range(request);
                    case "search" -> search(request);
                    default -> last(new ArrayList<>(entries), request.n());
                };
        return found.stream().map(entry -> row(entry, request.output())).toList();
    }

    private List<Entry> range(Requests.History request) {
        int wanted = request.session() == null ? 0 : request.session();
        if (wanted != 0 && wanted != session) {
            return List.of(); // earlier processes are in the session's journal, not here
        }
        int start = request.start() == null ? 1 : request.start();
        int stop = request.stop() == null ? Integer.MAX_VALUE : request.stop();
        return entries.stream()
                .filter(entry -> entry.line >= start && entry.line < stop)
                .toList();
    }

    private List<Entry> search(Requests.History request) {
        String pattern = request.pattern() == null ? "*" : request.pattern();
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (matches(pattern, entry.input)) {
                found.add(entry);
            }
        }
        return last(request.unique() ? unique(found) : found, request.n());
    }

    /** Of equal inputs the newest. */
    private static List<Entry> unique(List<Entry> all) {
        Set<String> seen = new HashSet<>();
        List<Entry> kept = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (seen.add(all.get(i).input)) {
                kept.add(0, all.get(i));
            }
        }
        return kept;
    }

    private static List<Entry> last(List<Entry> all, @Nullable Integer n) {
        return n == null || n < 0 || n >= all.size() ? all : all.subList(all.size() - n, all.size());
    }

    /** Whether {@code text} is like {@code glob}: {@code *} stands for any characters, {@code ?} for one. */
    static boolean matches(String glob, String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < text.length()) {
            char wanted = at < glob.length() ? glob.charAt(at) : 0;
            if (wanted == '*') {
                star = at++;
                resume = in;
            } else if (at < glob.length() && (wanted == '?' || wanted == text.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        return glob.chars().skip(at).allMatch(rest -> rest == '*');
    }

    private RawJson row(Entry entry, boolean withOutput) {
        ArrayNode row = Json.array().add(session).add(entry.line);
        if (withOutput) {
            row.add(Json.array().add(entry.input).add(entry.output));
        } else {
            row.add(entry.input);
        }
        return Json.write(row);
    }
}
