package dev.hearth.gateway.batch;

import dev.hearth.gateway.statement.OutputPart;
import dev.hearth.gateway.statement.StatementSnapshot;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person reads of a notebook's run: a line for each step, and the text of each cell. Confined to the run. */
final class NotebookLog {
    private static final Logger LOG = LoggerFactory.getLogger(NotebookLog.class);
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final int MOST_CHARS = 64 << 10;
    private static final int MOST_CELL_CHARS = 16 << 10;

    private final BatchFiles files;
    private final Clock clock;
    private int written;

    NotebookLog(BatchFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** A step, with its time. */
    void line(String text) {
        append(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + text + "\n");
    }

    /** A line as it is. */
    void plain(String text) {
        append(text + "\n");
    }

    /** A cell that has ended: its texts, as far as there is room. */
    void cell(String place, StatementSnapshot shown) {
        line(place + " has ended");
        StringBuilder text = new StringBuilder();
        for (OutputPart part : shown.outputs()) {
            if (part instanceof OutputPart.Stream stream) {
                text.append(stream.text());
            } else if (part instanceof OutputPart.Failure failure) {
                failure.traceback().forEach(each -> text.append(each).append('\n'));
            }
        }
        String plain = COLOURS.matcher(text).replaceAll("").strip();
        if (!plain.isEmpty() && written < MOST_CHARS) {
            String kept = plain.length() > MOST_CELL_CHARS ? plain.substring(plain.length() - MOST_CELL_CHARS) : plain;
            written += kept.length();
            plain(kept);
        }
    }

    private void append(String text) {
        try {
            files.note(text);
        } catch (IOException e) {
            LOG.warn("the log of a batch cannot be written: {}", e.toString());
        }
    }
}
