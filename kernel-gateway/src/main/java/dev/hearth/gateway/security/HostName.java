package dev.hearth.gateway.security;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host as a Host or Origin header writes it, in one form: lower case, without a final dot, an IPv6 address without
 * brackets and in full. Immutable.
 */
record HostName(String name, OptionalInt port) {

    private static final int MAX_CHARS = 262;
    private static final Pattern AUTHORITY = Pattern.compile(
            "(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?))(?::(\\d{1,5}))?");
    private static final Pattern LOOPBACK_4 = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final int IPV6_GROUPS = 8;

    /** Reads {@code host} or {@code host:port}; empty if it is neither. */
    static Optional<HostName> of(String authority) {
        if (authority.length() > MAX_CHARS) {
            return Optional.empty();
        }
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        OptionalInt port =
                matcher.group(3) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(3)));
        if (matcher.group(1) != null) {
            return expanded(matcher.group(1)).map(address -> new HostName(address, port));
        }
        String name = matcher.group(2).toLowerCase(Locale.ROOT);
        return Optional.of(new HostName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name, port));
    }

    /** The same for a bare host of the configuration, in which an IPv6 address may stand without brackets. */
    static Optional<HostName> ofBare(String host) {
        return host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[") ? of("[" + host + "]") : of(host);
    }

    boolean isLoopback() {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || LOOPBACK_4.matcher(name).matches()
                || name.equals("0:0:0:0:0:0:0:1");
    }

    private static Optional<String> expanded(String address) {
        if (address.contains(".")) {
            return Optional.of(address.toLowerCase(Locale.ROOT)); // mapped IPv4: compared as written
        }
        int gap = address.indexOf("::");
        String[] head = groups(gap < 0 ? address : address.substring(0, gap));
        String[] tail = gap < 0 ? new String[0] : groups(address.substring(gap + 2));
        int missing = IPV6_GROUPS - head.length - tail.length;
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < IPV6_GROUPS; i++) {
            String group =
                    i < head.length ? head[i] : i < head.length + missing ? "0" : tail[i - head.length - missing];
            if (group.isEmpty() || group.length() > 4) {
                return Optional.empty();
            }
            full.append(i == 0 ? "" : ":").append(Integer.toHexString(Integer.parseInt(group, 16)));
        }
        return Optional.of(full.toString());
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }
}
