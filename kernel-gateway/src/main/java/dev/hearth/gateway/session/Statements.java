package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which request a statement's number stands for: a file of 16 bytes a statement (incarnation, reserved, sequence). What
 * cannot be written is kept in memory and written before the next one; a gateway that comes back finds it in the requests log.
 * All of it under the session's lock.
 */
final class Statements implements AutoCloseable {
    /** Where a statement's request is. */
    record Place(int incarnation, long sequence) {}

    private static final int ENTRY_BYTES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Statements.class);

    private final FileChannel file;
    private final List<Place> unwritten = new ArrayList<>();
    private long written;

    Statements(Path path) throws IOException {
        file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        written = file.size() / ENTRY_BYTES;
    }

    /** How many there are: the number of the next. */
    long size() {
        return written + unwritten.size();
    }

    /** Gives the next number to a request. */
    void add(Place place) {
        unwritten.add(place);
        try {
            write();
        } catch (IOException e) {
            LOG.warn("{} statements could not be noted, and wait for the next one", unwritten.size(), e);
        }
    }

    private void write() throws IOException {
        while (!unwritten.isEmpty()) {
            Place place = unwritten.get(0);
            ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
            entry.putInt(place.incarnation())
                    .putInt(0)
                    .putLong(place.sequence())
                    .flip();
            long at = written * ENTRY_BYTES;
            while (entry.hasRemaining()) {
                at += file.write(entry, at);
            }
            written++;
            unwritten.remove(0);
        }
    }

    Optional<Place> get(long number) throws IOException {
        if (number < 0 || number >= size()) {
            return Optional.empty();
        }
        if (number >= written) {
            return Optional.of(unwritten.get((int) (number - written)));
        }
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        long at = number * ENTRY_BYTES;
        while (entry.hasRemaining()) {
            int read = file.read(entry, at + entry.position());
            if (read < 0) {
                return Optional.empty();
            }
        }
        entry.flip();
        int incarnation = entry.getInt();
        entry.getInt();
        return Optional.of(new Place(incarnation, entry.getLong()));
    }

    /** The number of the statement at a place; empty if there is none. */
    OptionalLong numberOf(Place wanted) throws IOException {
        long low = 0;
        long high = size() - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Optional<Place> found = get(middle);
            if (found.isEmpty()) {
                return OptionalLong.empty();
            }
            int order = Integer.compare(found.get().incarnation(), wanted.incarnation());
            order = order != 0 ? order : Long.compare(found.get().sequence(), wanted.sequence());
            if (order == 0) {
                return OptionalLong.of(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return OptionalLong.empty();
    }

    /** The newest one. */
    Optional<Place> last() throws IOException {
        return get(size() - 1);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            write();
        }
    }
}
