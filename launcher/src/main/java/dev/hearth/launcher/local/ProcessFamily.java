package dev.hearth.launcher.local;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver's process and all that it started.
 *
 * <p>Thread-safe. On Linux with {@code setsid} these are the members of its session, also those whose parents have
 * ended; elsewhere those that can be reached from it through their parents. Who has left the session and lost its
 * parent, as daemons do, is not reached.
 */
final class ProcessFamily {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessFamily.class);

    private final DriverHandle handle;
    private final ProcessTable table;
    /** Who was asked to end: it may outlive its parents, and could else not be found again. */
    private final Set<ProcessHandle> asked = ConcurrentHashMap.newKeySet();

    ProcessFamily(DriverHandle handle, ProcessTable table) {
        this.handle = handle;
        this.table = table;
    }

    /**
     * Whether the driver's own process still runs: it, not another that has its pid now.
     *
     * @throws IOException if it cannot be told now
     */
    boolean leaderRuns() throws IOException {
        return table.startOf(handle.pid()).filter(handle.start()::equals).isPresent();
    }

    /** Asks all to end. Returns whether there were any, or may be: who they are cannot always be told. */
    boolean terminate() {
        Set<ProcessHandle> members;
        try {
            members = members();
        } catch (IOException e) {
            LOG.warn("process {} cannot be asked to end: {}", handle.pid(), e.toString());
            return true;
        }
        asked.addAll(members);
        members.forEach(ProcessHandle::destroy);
        return !members.isEmpty();
    }

    /** Kills all. Returns false if who they are cannot be told now. */
    boolean kill() {
        Set<ProcessHandle> killed = new HashSet<>();
        try {
            // One that was forked while we looked is found by looking again; a killed process forks no more.
            for (Set<ProcessHandle> left = members(); killed.addAll(left); left = members()) {
                left.forEach(ProcessHandle::destroyForcibly);
            }
            return true;
        } catch (IOException e) {
            LOG.warn("process {} cannot be killed now: {}", handle.pid(), e.toString());
            return false;
        }
    }

    private Set<ProcessHandle> members() throws IOException {
        Set<ProcessHandle> members = new TreeSet<>();
        for (ProcessHandle process : asked) {
            if (process.isAlive()) {
                members.add(process);
            }
        }
        boolean runs = leaderRuns();
        if (runs) {
            members.addAll(ProcessTable.tree(handle.pid()));
        }
        // As long as one member lives, the kernel gives its session's number to nobody else; but once all have ended,
        // a stranger may get the pid.
        if (handle.ownSession() && (runs || table.startOf(handle.pid()).isEmpty())) {
            members.addAll(table.session(handle.pid()));
        }
        return members;
    }
}
