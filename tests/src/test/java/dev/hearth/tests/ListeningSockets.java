package dev.hearth.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a process listens on, as the Linux kernel tells it. */
final class ListeningSockets {
    private static final String LISTEN = "0A";
    // 127.0.0.1, the same as IPv6, and ::1, in the kernel's order of bytes on x86 and ARM.
    private static final Set<String> LOOPBACK =
            Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

    private ListeningSockets() {}

    /** Their addresses in the kernel's writing: hexadecimal digits, a colon, the port. */
    static List<String> of(long pid) throws IOException {
        Set<String> own = inodes(pid);
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table));
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.trim().split(" +");
                if (words[3].equals(LISTEN) && own.contains("socket:[" + words[9] + "]")) {
                    found.add(words[1]);
                }
            }
        }
        return found;
    }

    static boolean isLoopback(String address) {
        return LOOPBACK.contains(address.substring(0, address.indexOf(':')));
    }

    private static Set<String> inodes(long pid) throws IOException {
        Set<String> found = new HashSet<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path each : descriptors) {
                try {
                    found.add(Files.readSymbolicLink(each).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    // a descriptor that lived shorter than this loop
                }
            }
        }
        return found;
    }
}
