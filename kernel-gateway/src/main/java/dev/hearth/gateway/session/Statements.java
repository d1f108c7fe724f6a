package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Which request a statement's number stands for: a file of 16 bytes a statement (incarnation, reserved, sequence). Appends
 * are made under the session's lock; reads are thread-safe.
 */
final class Statements implements AutoCloseable {
    /** Where a statement's request is. */
    record Place(int incarnation, long sequence) {}

    private static final int ENTRY_BYTES = 16;

    private final FileChannel file;
    private volatile long size;

    Statements(Path path) throws IOException {
        file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        size = file.size() / ENTRY_BYTES;
    }

    /** How many there are: the number of the next. */
    long size() {
        return size;
    }

    void add(Place place) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        entry.putInt(place.incarnation()).putInt(0).putLong(place.sequence()).flip();
        long number = size;
        long at = number * ENTRY_BYTES;
        while (entry.hasRemaining()) {
            at += file.write(entry, at);
        }
        size = number + 1;
    }

    Optional<Place> get(long number) throws IOException {
        if (number < 0 || number >= size) {
            return Optional.empty();
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

    /** The newest one. */
    Optional<Place> last() throws IOException {
        return get(size - 1);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
