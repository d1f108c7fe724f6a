package dev.hearth.launcher.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operating system's processes: which is which, and which belong together.
 *
 * <p>Immutable and thread-safe. On Linux it reads {@code /proc}; elsewhere it makes do with what Java tells.
 */
final class ProcessTable {

    private final Path proc;
    private final boolean linux;
    private final String boot;

    ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
        this.linux = Files.isReadable(proc.resolve("self/stat"));
        this.boot = boot(proc);
    }

    /**
     * A text that tells the process that has this pid now from every other that ever had or will have it; empty if
     * none has, or only the remains of one that has ended.
     *
     * @throws IOException if it cannot be told now: no file can be opened, for instance
     */
    Optional<String> startOf(long pid) throws IOException {
        if (linux) {
            // Not the time that Java tells: it is reckoned from the boot time, which moves when the clock is set.
            return stat(pid).filter(Stat::runs).map(stat -> stat.startTicks() + "@" + boot);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .map(start -> Long.toString(start.toEpochMilli()));
    }

    /** The running processes whose session is this one; empty where the operating system does not say. */
    List<ProcessHandle> session(long id) throws IOException {
        if (!linux) {
            return List.of();
        }
        List<ProcessHandle> members = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path folder : folders) {
                long pid = number(folder.getFileName().toString());
                // The handle comes first: it then is that of the process whose session is read, or of one before it.
                Optional<ProcessHandle> process = ProcessHandle.of(pid);
                if (process.isPresent()
                        && stat(pid)
                                .filter(stat -> stat.runs() && stat.session() == id)
                                .isPresent()) {
                    members.add(process.get());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return members;
    }

    /** The processes that this one started, and those that they started, without those whose parents have ended. */
    static Set<ProcessHandle> tree(long pid) throws IOException {
        Set<ProcessHandle> tree = new TreeSet<>();
        try {
            ProcessHandle.of(pid).ifPresent(root -> {
                tree.add(root);
                root.descendants().forEach(tree::add);
            });
        } catch (RuntimeException e) {
            throw new IOException("the processes cannot be listed", e); // so the JDK says that no file can be opened
        }
        return tree;
    }

    private record Stat(char state, long session, String startTicks) {
        boolean runs() {
            return state != 'Z' && state != 'X';
        }
    }

    private Optional<Stat> stat(long pid) throws IOException {
        Path folder = proc.resolve(Long.toString(pid));
        try {
            String line = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The second field is the program's name in parentheses, and may itself contain blanks and parentheses.
            String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
            return Optional.of(new Stat(fields[0].charAt(0), number(fields[3]), fields[19]));
        } catch (AccessDeniedException e) {
            return Optional.empty(); // somebody else's
        } catch (IOException e) {
            // Whether the folder is there can be asked without opening anything.
            if (Files.notExists(folder)) {
                return Optional.empty();
            }
            throw e;
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String boot(Path proc) {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
