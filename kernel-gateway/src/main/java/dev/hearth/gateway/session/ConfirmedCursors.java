package dev.hearth.gateway.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How far each {@code session_id} has confirmed, in a small mapped file that survives {@code kill -9}: a fixed number of
 * slots of 32 bytes (hash of the id, 16; number, 8; time of last use, 8). When all are taken the least recently used is
 * forgotten. Thread-safe.
 */
final class ConfirmedCursors {
    static final int SLOTS = 256;

    private static final int SLOT_BYTES = 32;
    private static final int HASH_BYTES = 16;

    private final MappedByteBuffer slots; // guarded by this

    ConfirmedCursors(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            // Written, not only made longer: a page of a mapped file for which the disk has no room fails where it is
            // used.
            long missing = (long) SLOTS * SLOT_BYTES - file.size();
            ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(Math.max(0, missing)));
            file.position(file.size());
            while (zeros.hasRemaining()) {
                file.write(zeros);
            }
            slots = file.map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOTS * SLOT_BYTES);
        }
    }

    /** The number that this id has confirmed; empty for one that is not known. */
    synchronized OptionalLong get(String origin) {
        int slot = find(hash(origin));
        return slot < 0 ? OptionalLong.empty() : OptionalLong.of(slots.getLong(slot + HASH_BYTES));
    }

    /** Notes a number unless a higher one is noted. */
    synchronized void raise(String origin, long number, long timeMillis) {
        byte[] hash = hash(origin);
        int slot = find(hash);
        if (slot < 0) {
            slot = oldest();
            // The slot is void until the hash stands again: a kill in between leaves a slot that nobody finds.
            slots.put(slot, new byte[HASH_BYTES]);
            slots.putLong(slot + HASH_BYTES, number);
            slots.put(slot, hash);
        } else if (slots.getLong(slot + HASH_BYTES) < number) {
            slots.putLong(slot + HASH_BYTES, number);
        }
        slots.putLong(slot + HASH_BYTES + Long.BYTES, Math.max(1, timeMillis));
    }

    private int find(byte[] hash) {
        byte[] found = new byte[HASH_BYTES];
        for (int slot = 0; slot < slots.capacity(); slot += SLOT_BYTES) {
            slots.get(slot, found);
            if (Arrays.equals(found, hash)) {
                return slot;
            }
        }
        return -1;
    }

    private int oldest() {
        int oldest = 0;
        for (int slot = 0; slot < slots.capacity(); slot += SLOT_BYTES) {
            if (lastUse(slot) < lastUse(oldest)) {
                oldest = slot;
            }
        }
        return oldest;
    }

    private long lastUse(int slot) {
        return slots.getLong(slot + HASH_BYTES + Long.BYTES);
    }

    private static byte[] hash(String origin) {
        return Arrays.copyOf(Secrets.sha256(origin.getBytes(StandardCharsets.UTF_8)), HASH_BYTES);
    }
}
