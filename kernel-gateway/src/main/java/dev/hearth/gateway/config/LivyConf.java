package dev.hearth.gateway.config;

import dev.hearth.gateway.config.PropertyLines.Property;
import dev.hearth.gateway.config.YamlNode.Entry;
import dev.hearth.gateway.config.YamlNode.Mapping;
import dev.hearth.gateway.config.YamlNode.Scalar;
import dev.hearth.gateway.config.YamlNode.Sequence;
import dev.hearth.gateway.security.AccessRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code livy.conf} says here, as nodes of Hearth's own file, and which of its keys say nothing. What that file itself says
 * goes first, and then the key here is not even looked at. Confined to its caller.
 */
final class LivyConf {
    private static final int SHOWN_CHARS = 100;
    private static final int SHOWN_KEYS = 100;

    private final Mapping over;
    private final String profile;
    private Mapping under = new Mapping(1, Map.of());
    private final List<String> silent = new ArrayList<>();
    private final List<String> overruled = new ArrayList<>();

    private LivyConf(Mapping over) {
        this.over = over;
        this.profile = at(over, List.of("default-profile")) instanceof Scalar scalar
                        && !scalar.text().isEmpty()
                ? scalar.text()
                : Profile.DEFAULT_NAME;
    }

    /**
     * Reads a file's text beside Hearth's own file, which by itself is one that can be obeyed.
     *
     * @throws ConfigurationException if a value is none that its key can have; it names line, key, what was expected and what was found
     */
    static LivyConf read(String text, Mapping over) throws ConfigurationException {
        LivyConf conf = new LivyConf(over);
        Map<String, Property> properties = renamed(PropertyLines.read(text));
        for (Property each : properties.values()) {
            conf.take(each, properties);
        }
        return conf;
    }

    /** Only what this file says, with the profile that it speaks of. */
    Mapping alone() {
        Mapping named = tree(List.of("default-profile"), 1, profile);
        Entry users = over.entries().get("users");
        Mapping known = users == null ? named : merge(named, new Mapping(1, Map.of("users", users)));
        Mapping bare = new Mapping(1, Map.of(profile, new Entry(1, new Mapping(1, Map.of()))));
        return merge(merge(under, known), new Mapping(1, Map.of("profiles", new Entry(1, bare))));
    }

    /** Both files, Hearth's own first. */
    Mapping merged() {
        return merge(over, under);
    }

    /** The keys without an effect, in one line; empty if there is none. */
    Optional<String> silent() {
        return line("without effect here", silent);
    }

    /** The keys that Hearth's own file goes before, in one line; empty if there is none. */
    Optional<String> overruled() {
        return line("--config says it already", overruled);
    }

    private static Optional<String> line(String what, List<String> keys) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String shown = String.join(", ", keys.subList(0, Math.min(keys.size(), SHOWN_KEYS)));
        int more = keys.size() - SHOWN_KEYS;
        return Optional.of(what + ": " + shown + (more > 0 ? " and " + more + " more" : ""));
    }

    private static Map<String, Property> renamed(Map<String, Property> read) {
        Map<String, Property> properties = new LinkedHashMap<>();
        read.forEach((key, property) -> {
            String name = LivyKeys.RENAMED.getOrDefault(key, key);
            if (name.equals(key) || !read.containsKey(name)) {
                properties.put(name, property);
            }
        });
        return properties;
    }

    private void take(Property property, Map<String, Property> all) throws ConfigurationException {
        String key = LivyKeys.RENAMED.getOrDefault(property.key(), property.key());
        Optional<LivyKeys.Rule> found = LivyKeys.rule(key);
        if (found.isEmpty() || isWithoutUsers(found.get(), key, all)) {
            silent.add(shown(property.key())
                    + LivyKeys.near(key)
                            .filter(near -> found.isEmpty())
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse(""));
            return;
        }
        LivyKeys.Rule rule = found.get();
        if (property.value().isEmpty() && rule.mayBeEmpty()) {
            return;
        }
        List<String> path = rule.path().stream()
                .map(each -> each.equals(LivyKeys.PROFILE) ? profile : each)
                .toList();
        if (at(over, path) != null) {
            overruled.add(shown(property.key()));
            return;
        }
        Object value = value(rule, property);
        requireKnown(path, value, property);
        if (!value.equals("") && !isSettledByTheOther(key, value, all)) {
            under = merge(under, tree(path, property.line(), value));
        }
    }

    /**
     * Of the two keys about idleness the one that ends nobody goes first, then the one that knows a time; of those about age,
     * too, and that time counts for nothing without a check.
     */
    private static boolean isSettledByTheOther(String key, Object value, Map<String, Property> all) {
        return switch (key) {
            case LivyKeys.TIMEOUT -> says(all.get(LivyKeys.TIMEOUT_CHECK), "false");
            case LivyKeys.TTL -> !says(all.get(LivyKeys.TTL_CHECK), "true");
            case LivyKeys.TTL_CHECK -> !value.equals("0s") && all.containsKey(LivyKeys.TTL);
            case LivyKeys.TIMEOUT_CHECK -> !value.equals("0s") && all.containsKey(LivyKeys.TIMEOUT);
            default -> false;
        };
    }

    private static boolean says(@Nullable Property property, String word) {
        return property != null && property.value().equalsIgnoreCase(word);
    }

    /** Lists of users say nothing where there is nobody but the operator, and some of Livy's nothing while its access control is off. */
    private boolean isWithoutUsers(LivyKeys.Rule rule, String key, Map<String, Property> all) {
        boolean controlled = says(all.get(LivyKeys.CONTROL), "true");
        return LivyKeys.holdsUsers(rule.path())
                && (at(over, List.of("users")) == null || (LivyKeys.CONTROLLED.contains(key) && !controlled));
    }

    private void requireKnown(List<String> path, Object value, Property property) throws ConfigurationException {
        if (LivyKeys.holdsUsers(path)
                && value instanceof List<?> names
                && at(over, List.of("users")) instanceof Mapping users) {
            for (Object name : names) {
                if (!name.equals(AccessRules.EVERYONE) && !users.entries().containsKey(name)) {
                    throw wrong(property, "expected * and names of users in --config", name.toString(), null);
                }
            }
        }
    }

    private static Object value(LivyKeys.Rule rule, Property property) throws ConfigurationException {
        try {
            return rule.value().apply(property.value());
        } catch (IllegalArgumentException e) {
            throw wrong(property, String.valueOf(e.getMessage()), property.value(), e);
        }
    }

    private static ConfigurationException wrong(
            Property property, String expected, String found, @Nullable Exception cause) {
        String place = "line " + property.line() + ": " + property.key() + ": ";
        String message = place + expected + ", found \"" + shown(found) + '"';
        return cause == null ? new ConfigurationException(message) : new ConfigurationException(message, cause);
    }

    private static Mapping tree(List<String> path, int line, Object value) {
        YamlNode node = value instanceof List<?> texts
                ? new Sequence(
                        line, texts.stream().map(each -> scalar(line, each)).toList())
                : scalar(line, value);
        for (int i = path.size() - 1; i >= 0; i--) {
            node = new Mapping(line, Map.of(path.get(i), new Entry(line, node)));
        }
        return (Mapping) node;
    }

    private static YamlNode scalar(int line, Object value) {
        Scalar.Type type = value instanceof Long
                ? Scalar.Type.NUMBER
                : value instanceof Boolean ? Scalar.Type.BOOLEAN : Scalar.Type.STRING;
        return new Scalar(line, value.toString(), type);
    }

    private static @Nullable YamlNode at(YamlNode node, List<String> path) {
        YamlNode now = node;
        for (String key : path) {
            Entry entry = now instanceof Mapping mapping ? mapping.entries().get(key) : null;
            if (entry == null) {
                return null;
            }
            now = entry.value();
        }
        return now;
    }

    private static Mapping merge(Mapping over, Mapping under) {
        Map<String, Entry> entries = new LinkedHashMap<>(over.entries());
        under.entries().forEach((key, entry) -> {
            Entry there = entries.get(key);
            if (there == null) {
                entries.put(key, entry);
            } else if (there.value() instanceof Mapping one && entry.value() instanceof Mapping other) {
                entries.put(key, new Entry(there.line(), merge(one, other)));
            }
        });
        return new Mapping(over.line(), entries);
    }

    private static String shown(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() > SHOWN_CHARS ? visible.substring(0, SHOWN_CHARS) + "…" : visible;
    }
}
