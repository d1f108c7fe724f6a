package dev.hearth.gateway.config;

import dev.hearth.gateway.security.AccessRules;
import dev.hearth.gateway.security.EnvAllowList;
import dev.hearth.gateway.security.HostCheck;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings. Immutable.
 *
 * @param host the address to listen on
 * @param port 0 picks a free one
 * @param linkUrl what drivers dial, {@code ws} or {@code wss} with a path; absent: the gateway's own address
 * @param insecureLink whether a link that is neither loopback nor TLS is allowed
 * @param allowedHosts names in Host headers that are answered besides the gateway's own
 * @param allowedOrigins sites whose pages may use the gateway, such as {@code https://lab.example.org}
 * @param tls absent: plain HTTP
 * @param profiles by name; never empty
 * @param defaultProfile whose kernelspecs are named without it, and which is taken where none is named
 * @param culling when idle sessions are ended
 * @param timeouts how long the gateway waits
 * @param limits bounds of what may be asked for
 * @param retention how much is kept
 * @param journal how journals are written
 * @param log the gateway's own log
 * @param allowedEnv variables that clients may give to a session besides {@code KERNEL_*}
 * @param livy what Livy's clients find
 * @param users who may use the gateway besides its operator, by name; empty: the operator alone
 * @param access who may see and do what
 */
public record Configuration(
        String host,
        int port,
        Optional<URI> linkUrl,
        boolean insecureLink,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        Optional<Tls> tls,
        Map<String, Profile> profiles,
        String defaultProfile,
        Culling culling,
        Timeouts timeouts,
        Limits limits,
        Retention retention,
        JournalKeeping journal,
        Logging log,
        List<String> allowedEnv,
        Livy livy,
        Map<String, User> users,
        AccessRules access) {

    /** The port that is listened on where none is named. */
    public static final int DEFAULT_PORT = 8998;

    private static final int HIGHEST_PORT = 65_535;

    public Configuration {
        Ranges.require("port", port, 0, HIGHEST_PORT);
        HostCheck hosts = new HostCheck(host, allowedHosts); // refuses what is not a name
        linkUrl.ifPresent(Configuration::requireLinkUrl);
        linkUrl.map(URI::getHost).ifPresent(hosts::and);
        if (!insecureLink && linkUrl.filter(Configuration::isInsecure).isPresent()) {
            throw new IllegalArgumentException(
                    "link-url is neither wss nor on the loopback: set insecure-link: true if that is meant");
        }
        new EnvAllowList(allowedEnv);
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedOrigins.forEach(Configuration::requireOrigin);
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
        if (!profiles.containsKey(defaultProfile)) {
            throw new IllegalArgumentException(
                    "default-profile names \"" + defaultProfile + "\", which is none of " + profiles.keySet());
        }
        if (tls.filter(each -> each.equals(Tls.defaults())).isPresent()) {
            throw new IllegalArgumentException("tls needs certificate and key");
        }
        allowedEnv = List.copyOf(allowedEnv);
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
        requireDistinctTokens(users);
        requireKnown(access, users.keySet());
    }

    /** What holds without a file: loopback, port 8998, one profile {@code default}. */
    public static Configuration defaults() {
        Profile profile = Profile.defaults();
        return new Configuration(
                "127.0.0.1",
                DEFAULT_PORT,
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(profile.name(), profile),
                profile.name(),
                Culling.defaults(),
                Timeouts.defaults(),
                Limits.defaults(),
                Retention.defaults(),
                JournalKeeping.defaults(),
                Logging.defaults(),
                List.of(),
                Livy.defaults(),
                Map.of(),
                AccessRules.defaults());
    }

    /** These settings listening elsewhere. */
    public Configuration listeningOn(String otherHost, int otherPort) {
        return with(otherHost, otherPort, profiles);
    }

    /** These settings with other profiles. */
    public Configuration withProfiles(Map<String, Profile> others) {
        return with(host, port, others);
    }

    private Configuration with(String newHost, int newPort, Map<String, Profile> newProfiles) {
        return new Configuration(
                newHost,
                newPort,
                linkUrl,
                insecureLink,
                allowedHosts,
                allowedOrigins,
                tls,
                newProfiles,
                defaultProfile,
                culling,
                timeouts,
                limits,
                retention,
                journal,
                log,
                allowedEnv,
                livy,
                users,
                access);
    }

    private static void requireLinkUrl(URI url) {
        boolean webSocket = "ws".equals(url.getScheme()) || "wss".equals(url.getScheme());
        if (!webSocket || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("link-url must be like wss://gateway.example.org/link, not " + url);
        }
    }

    private static boolean isInsecure(URI url) {
        return "ws".equals(url.getScheme()) && !HostCheck.isLoopback(url.getHost());
    }

    private static void requireOrigin(String origin) {
        if (!origin.matches("https?://[^/\\s?#]+")) {
            throw new IllegalArgumentException(
                    "allowed-origins must be like https://lab.example.org, not \"" + origin + "\"");
        }
    }

    private static void requireDistinctTokens(Map<String, User> users) {
        Map<String, String> owners = new HashMap<>();
        users.forEach((name, user) -> new HashSet<>(user.tokens()).forEach(hash -> {
            String other = owners.put(hash, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        "users: " + other + " and " + name + " have the same token; each needs one of their own");
            }
        }));
    }

    private static void requireKnown(AccessRules access, Set<String> users) {
        access.names().filter(name -> !users.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "access names \"" + name + "\", who is none of users: " + String.join(", ", users));
        });
    }
}
