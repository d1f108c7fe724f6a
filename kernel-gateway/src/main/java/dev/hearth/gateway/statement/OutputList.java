package dev.hearth.gateway.statement;

import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.gateway.statement.OutputPart.Omitted;
import dev.hearth.gateway.statement.OutputPart.Stream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What a statement has shown, in order and within a bound: the first half of the allowance is filled from the beginning, the
 * other has what came last, and between them is told how much is left out. The newest part is kept whatever its size, and so
 * is what tells how the statement ended. Not thread-safe.
 */
final class OutputList {
    /** What a part takes beside its text: many small ones count, too. */
    private static final int PART_BYTES = 64;

    /** So long do pieces of one stream become. */
    private static final int PIECE = 4 << 10;

    private final long half;
    private final List<OutputPart> head = new ArrayList<>();
    private final Deque<OutputPart> tail = new ArrayDeque<>();
    private final StringBuilder joining = new StringBuilder(); // text behind the last of head, while that is open
    private String joiningName = "";
    private long headBytes;
    private long tailBytes;
    private boolean headClosed;
    private long omittedCharacters;
    private long omittedDisplays;

    /** Room for so many bytes. */
    OutputList(long allowance) {
        this.half = Math.max(1, allowance / 2);
    }

    /** Adds text to the stream of this name. */
    void stream(String name, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!headClosed && headBytes + text.length() <= half) {
            if (!joiningName.equals(name)) {
                endJoining();
                joiningName = name;
                headBytes += PART_BYTES;
            }
            joining.append(text);
            headBytes += text.length();
            return;
        }
        closeHead(name, text);
    }

    private void closeHead(String name, String text) {
        int fits = headClosed ? 0 : (int) Math.max(0, Math.min(text.length(), half - headBytes));
        if (fits > 0 && Character.isHighSurrogate(text.charAt(fits - 1))) {
            fits--;
        }
        if (fits > 0) {
            if (!joiningName.equals(name)) {
                endJoining();
                joiningName = name;
            }
            joining.append(text, 0, fits);
        }
        endJoining();
        headClosed = true;
        if (fits < text.length()) {
            addToTail(new Stream(name, text.substring(fits)));
        }
    }

    private void endJoining() {
        if (joining.length() > 0) {
            head.add(new Stream(joiningName, joining.toString()));
            joining.setLength(0);
        }
        joiningName = "";
    }

    /** Adds something that is no text. */
    void add(OutputPart part) {
        endJoining();
        if (!headClosed && headBytes + part.weight() + PART_BYTES <= half) {
            head.add(part);
            headBytes += part.weight() + PART_BYTES;
        } else {
            headClosed = true;
            addToTail(part);
        }
    }

    private void addToTail(OutputPart part) {
        OutputPart last = tail.peekLast();
        // Small pieces of one stream become one, so that a million of them are no million parts.
        if (part instanceof Stream more
                && last instanceof Stream before
                && before.name().equals(more.name())
                && before.text().length() + more.text().length() <= PIECE) {
            tail.removeLast();
            tail.add(new Stream(before.name(), before.text() + more.text()));
            tailBytes += more.text().length();
        } else {
            tail.add(part);
            tailBytes += part.weight() + PART_BYTES;
        }
        shorten();
    }

    private void shorten() {
        Iterator<OutputPart> oldest = tail.iterator();
        while (tailBytes > half && tail.size() > 1 && oldest.hasNext()) {
            OutputPart part = oldest.next();
            if (part == tail.peekLast()) {
                break;
            }
            if (part instanceof Stream stream) {
                omittedCharacters += stream.text().length();
            } else if (part instanceof Display display && !display.isResult()) {
                omittedDisplays++;
            } else {
                continue; // a value and an error stay
            }
            tailBytes -= part.weight() + PART_BYTES;
            oldest.remove();
        }
        if (tailBytes > half && tail.peekLast() instanceof Stream last) {
            cutLast(last);
        }
    }

    private void cutLast(Stream last) {
        long excess = tailBytes - half;
        int from = (int) Math.min(last.text().length() - 1L, excess);
        if (from > 0 && Character.isLowSurrogate(last.text().charAt(from))) {
            from--;
        }
        if (from > 0) {
            tail.removeLast();
            tail.add(new Stream(last.name(), last.text().substring(from)));
            tailBytes -= from;
            omittedCharacters += from;
        }
    }

    /** Replaces the displays of an id, wherever they are. */
    void update(Display shown) {
        endJoining();
        head.replaceAll(part -> isOf(part, shown) ? shown : part);
        if (tail.stream().anyMatch(part -> isOf(part, shown))) {
            List<OutputPart> changed =
                    tail.stream().map(part -> isOf(part, shown) ? shown : part).toList();
            tail.clear();
            tail.addAll(changed);
        }
        headBytes = weight(head);
        tailBytes = weight(tail);
        shorten();
    }

    private static long weight(Iterable<OutputPart> parts) {
        long sum = 0;
        for (OutputPart part : parts) {
            sum += part.weight() + PART_BYTES;
        }
        return sum;
    }

    private static boolean isOf(OutputPart part, Display shown) {
        return part instanceof Display display && display.displayId().equals(shown.displayId());
    }

    /** Takes everything away. */
    void clear() {
        head.clear();
        tail.clear();
        joining.setLength(0);
        joiningName = "";
        headBytes = 0;
        tailBytes = 0;
        headClosed = false;
        omittedCharacters = 0;
        omittedDisplays = 0;
    }

    /** About the bytes that it holds. */
    long weight() {
        return headBytes + tailBytes;
    }

    /** The parts, neighbours of one stream joined. */
    List<OutputPart> parts() {
        endJoining();
        List<OutputPart> all = new ArrayList<>(head);
        if (omittedCharacters > 0 || omittedDisplays > 0) {
            all.add(new Omitted(omittedCharacters, omittedDisplays));
        }
        StringBuilder text = new StringBuilder();
        String name = "";
        for (OutputPart part : tail) {
            if (part instanceof Stream stream
                    && (text.length() == 0 || stream.name().equals(name))) {
                name = stream.name();
                text.append(stream.text());
                continue;
            }
            if (text.length() > 0) {
                all.add(new Stream(name, text.toString()));
                text.setLength(0);
            }
            if (part instanceof Stream stream) {
                name = stream.name();
                text.append(stream.text());
            } else {
                all.add(part);
            }
        }
        if (text.length() > 0) {
            all.add(new Stream(name, text.toString()));
        }
        return all;
    }
}
