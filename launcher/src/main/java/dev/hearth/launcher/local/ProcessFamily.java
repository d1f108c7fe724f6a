package dev.hearth.launcher.local;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A driver's process and all that it started.
 *
 * <p>Thread-safe. On Linux with {@code setsid} these are the members of its session, also those whose parents have
 * ended; elsewhere those that can be reached from it through their parents. Who has left the session and lost its
 * parent, as daemons do, is not reached.
 */
final class ProcessFamily {

    private final DriverHandle handle;
    private final ProcessTable table;
    /** Who was asked to end: it may outlive its parents, and could else not be found again. */
    private final Set<ProcessHandle> asked = ConcurrentHashMap.newKeySet();

    ProcessFamily(DriverHandle handle, ProcessTable table) {
        this.handle = handle;
        this.table = table;
    }

    /** Whether the driver's own process still runs: it, not another that has its pid now. */
    boolean leaderRuns() {
        return table.startOf(handle.pid()).filter(handle.start()::equals).isPresent();
    }

    /** Asks all to end. Returns whether there were any. */
    boolean terminate() {
        Set<ProcessHandle> members = members();
        asked.addAll(members);
        members.forEach(ProcessHandle::destroy);
        return !members.isEmpty();
    }

    /** Kills all. */
    void kill() {
        Set<ProcessHandle> killed = new HashSet<>();
        // One that was forked while we looked is found by looking again; a killed process forks no more.
        for (Set<ProcessHandle> left = members(); killed.addAll(left); left = members()) {
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Set<ProcessHandle> members() {
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
