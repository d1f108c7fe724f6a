package dev.hearth.gateway.config;

import dev.hearth.gateway.security.HostCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Which keys of a {@code livy.conf} say something here, and what. Immutable. */
final class LivyKeys {
    /** Stands for the name of the default profile in a path. */
    static final String PROFILE = "PROFILE";

    static final String TIMEOUT = "livy.server.session.timeout";
    static final String TIMEOUT_CHECK = "livy.server.session.timeout-check";
    static final String TTL = "livy.server.session.ttl";
    static final String TTL_CHECK = "livy.server.session.ttl-check";
    static final String CONTROL = "livy.server.access-control.enabled";

    /** Lists of users that count only where {@link #CONTROL} is on. */
    static final Set<String> CONTROLLED = Set.of(
            "livy.server.access-control.allowed-users",
            "livy.server.access-control.modify-users",
            "livy.server.access-control.view-users");

    /** Names of before Livy 0.4, and the one that Livy may take for its own word; the new one goes first where both are there. */
    static final Map<String, String> RENAMED = Map.of(
            "livy.spark.deployMode", "livy.spark.deploy-mode",
            "livy.repl.enableHiveContext", "livy.repl.enable-hive-context",
            "livy.server.csrf_protection.enabled", "livy.server.csrf-protection.enabled",
            "livy.server.access_control.enabled", "livy.server.access-control.enabled",
            "livy.file.local-dir-allowlist", "livy.file.local-dir-whitelist");

    private static final List<String> IDLE = List.of("culling", "idle-timeout");
    private static final List<String> AGE = List.of("culling", "max-age");
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_STARTS = 1000;

    /**
     * A key that says something.
     *
     * @param path where Hearth's own file says it
     * @param value a text, empty for nothing said, a number, true or false, or a list of texts; it throws {@link IllegalArgumentException} with what was expected
     * @param mayBeEmpty whether an empty value says nothing; else it is one that was not expected
     */
    record Rule(List<String> path, Function<String, Object> value, boolean mayBeEmpty) {}

    private static final Map<String, Rule> RULES = rules();

    private LivyKeys() {}

    static Optional<Rule> rule(String key) {
        return Optional.ofNullable(RULES.get(key));
    }

    /** A key that is there and differs in a letter or two. */
    static Optional<String> near(String key) {
        return RULES.keySet().stream()
                .filter(each -> Nearness.isNear(key, each) && Nearness.distance(key, each) <= 2)
                .findFirst();
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new TreeMap<>();
        text(rules, "livy.server.host", LivyKeys::host, "host");
        rule(rules, "livy.server.port", text -> LivyValues.number(text, 0, HIGHEST_PORT), "port");
        rule(
                rules,
                "livy.file.upload.max.size",
                text -> LivyValues.number(text, 1, Long.MAX_VALUE / 2) + "B",
                "livy",
                "upload");
        text(rules, "livy.file.local-dir-whitelist", LivyValues::folders, "livy", "local-dirs");
        rule(rules, "livy.server.session.state-retain.sec", text -> LivyValues.time(text, 0), "livy", "ended-for");
        rule(
                rules,
                "livy.server.session.max-creation",
                text -> LivyValues.number(text, 1, MOST_STARTS),
                "limits",
                "concurrent-starts");
        rules.put(TIMEOUT, new Rule(IDLE, text -> LivyValues.time(text, 1), false));
        rules.put(TIMEOUT_CHECK, new Rule(IDLE, text -> LivyValues.truth(text) ? "1h" : "0s", false));
        rules.put(TTL, new Rule(AGE, text -> LivyValues.time(text, 1), false));
        rules.put(TTL_CHECK, new Rule(AGE, text -> LivyValues.truth(text) ? "8h" : "0s", false));
        rule(rules, "livy.server.session.timeout-check.skip-busy", text -> !LivyValues.truth(text), "culling", "busy");
        rule(rules, "livy.rsc.server.connect.timeout", text -> LivyValues.time(text, 1), "timeouts", "start");
        rule(rules, "livy.rsc.server.idle-timeout", text -> LivyValues.time(text, 1), "timeouts", "orphan");
        text(rules, "livy.server.spark-home", LivyValues::absolute, "profiles", PROFILE, "spark-home");
        sparkConf(rules, "livy.spark.master", text -> text, "spark.master");
        sparkConf(rules, "livy.spark.deploy-mode", LivyKeys::deployMode, "spark.submit.deployMode");
        sparkConf(rules, "livy.spark.yarn.queue", text -> text, "spark.yarn.queue");
        sparkConf(
                rules,
                "livy.repl.enable-hive-context",
                text -> LivyValues.truth(text) ? "hive" : "in-memory",
                "spark.sql.catalogImplementation");
        rule(rules, "livy.server.csrf-protection.enabled", LivyValues::truth, "livy", "csrf-protection");
        rule(rules, "livy.impersonation.enabled", LivyValues::truth, "access", "impersonation");
        rule(rules, CONTROL, text -> LivyValues.truth(text) ? "listed" : "", "access", "scope");
        text(rules, "livy.superusers", LivyValues::names, "access", "superusers");
        for (String key : CONTROLLED) {
            text(rules, key, LivyValues::names, "access", key.substring(key.lastIndexOf('.') + 1));
        }
        text(rules, "livy.keystore", LivyKeys::keystore, "tls");
        return rules;
    }

    /** Whether a path is that of a list of users. */
    static boolean holdsUsers(List<String> path) {
        return path.get(0).equals("access") && path.get(1).endsWith("users");
    }

    private static void rule(Map<String, Rule> rules, String key, Function<String, Object> value, String... path) {
        rules.put(key, new Rule(List.of(path), value, false));
    }

    private static void text(Map<String, Rule> rules, String key, Function<String, Object> value, String... path) {
        rules.put(key, new Rule(List.of(path), value, true));
    }

    private static void sparkConf(
            Map<String, Rule> rules, String key, Function<String, Object> value, String property) {
        text(rules, key, value, "profiles", PROFILE, "spark-conf", property);
    }

    private static String host(String text) {
        try {
            new HostCheck(text, List.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected an address or a name of this machine", e);
        }
        return text;
    }

    private static String deployMode(String text) {
        if (!text.equals("client")) {
            throw new IllegalArgumentException("expected client, as drivers run on the gateway's machine (the profile's"
                    + " spark-conf may say spark.submit.deployMode: client instead)");
        }
        return text;
    }

    /** The one key that must not go by unheard: without it the gateway would serve without TLS. */
    private static Object keystore(String text) {
        throw new IllegalArgumentException(
                "expected tls.certificate and tls.key in --config, PEM files such as \"openssl pkcs12 -in "
                        + "KEYSTORE -nokeys\" and \"openssl pkcs12 -in KEYSTORE -nocerts -nodes\" write");
    }
}
