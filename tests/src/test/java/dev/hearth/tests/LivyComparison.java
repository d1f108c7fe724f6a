package dev.hearth.tests;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares an answer with the recorded one: shape always, values where they are the same in every run. Not thread-safe. */
final class LivyComparison {
    /** Compared by type alone wherever they stand; null and a text are one type. */
    private static final Set<String> OF_THE_RUN = Set.of(
            "id", "started", "completed", "log", "appId", "owner", "driverLogUrl", "sparkUiUrl", "executorLogUrls");

    /** Pictures differ from one version of matplotlib to the next. */
    private static final String PNG = "image/png";

    /** What differs from run to run within a text, and what stands for it. */
    private static final Map<Pattern, String> MOVING = Map.ofEntries(
            Map.entry(Pattern.compile("\\bres\\d+\\b"), "res#"),
            Map.entry(Pattern.compile("<console>:\\d+"), "<console>:#"),
            Map.entry(Pattern.compile("/(sessions|batches|statements)/\\d+"), "/$1/#"),
            Map.entry(Pattern.compile("org\\.apache\\.livy[\\w.]*"), "#"),
            Map.entry(Pattern.compile("\\(start marker at .*", Pattern.DOTALL), ""),
            Map.entry(Pattern.compile("scala\\.collection\\.immutable\\.(Map|List<java\\.lang\\.String>)"), "#"),
            Map.entry(Pattern.compile("Session '\\d+' not found"), "Session '#' not found"),
            Map.entry(Pattern.compile("for session \\d+"), "for session #"),
            Map.entry(Pattern.compile("livy-session-\\d+"), "livy-session-#"),
            Map.entry(Pattern.compile("@[0-9a-f]{4,}"), "@#"),
            Map.entry(Pattern.compile("0x[0-9a-f]{6,}"), "0x#"),
            Map.entry(Pattern.compile("\\$\\$?Lambda[\\w$/.]*"), "\\$Lambda"),
            Map.entry(Pattern.compile("#\\d+L?\\b"), "#"),
            Map.entry(Pattern.compile("/tmp/[\\w./-]+"), "/tmp/#"),
            Map.entry(Pattern.compile("\\n at \\[Source.*", Pattern.DOTALL), ""),
            Map.entry(Pattern.compile(" \\(class [\\w.#]+\\), not marked as ignorable.*", Pattern.DOTALL), ""),
            Map.entry(Pattern.compile(" \\(through reference chain.*", Pattern.DOTALL), ""),
            Map.entry(Pattern.compile("\\(TID \\d+\\)"), "(TID #)"),
            Map.entry(Pattern.compile("stage \\d+\\.\\d+"), "stage #"));

    /** An error class of Spark says enough: its texts are others in Spark 4. */
    private static final Pattern SPARK_ERROR = Pattern.compile("(?s)^\\s*\\[([A-Z_0-9]+)[A-Z_0-9.]*].*");

    private final Set<String> loose;
    private final Set<String> ignored;
    private final List<String> found = new ArrayList<>();

    /**
     * A comparison.
     *
     * @param loose paths of which the type counts
     * @param ignored paths that do not count
     */
    LivyComparison(List<String> loose, List<String> ignored) {
        this.loose = Set.copyOf(loose);
        this.ignored = Set.copyOf(ignored);
    }

    /** What differs, a line each. */
    List<String> differences() {
        return List.copyOf(found);
    }

    void status(int expected, int actual) {
        if (expected != actual) {
            found.add("status: expected " + expected + ", found " + actual);
        }
    }

    void text(String what, String expected, String actual) {
        if (!normal(expected).equals(normal(actual))) {
            found.add(what + ": expected " + shown(expected) + ", found " + shown(actual));
        }
    }

    void json(JsonNode expected, JsonNode actual) {
        compare("", "", expected, actual);
    }

    private void compare(String path, String name, JsonNode expected, JsonNode actual) {
        if (ignored.contains(path)) {
            return;
        }
        boolean byType = loose.contains(path) || OF_THE_RUN.contains(name) || name.equals(PNG);
        if (expected.has("$long") && !(byType && actual.isTextual())) {
            longText(path, expected, actual);
        } else if (expected.has("$longlist") && !(byType && actual.isArray())) {
            longList(path, expected, actual);
        } else if (byType) {
            sameType(path, expected, actual);
        } else if (expected.isObject() && actual.isObject()) {
            objects(path, expected, actual);
        } else if (expected.isArray() && actual.isArray()) {
            arrays(path, expected, actual);
        } else if (expected.isTextual() && actual.isTextual()) {
            text(path, expected.textValue(), actual.textValue());
        } else if (!same(expected, actual)) {
            found.add(path + ": expected " + shown(expected.toString()) + ", found " + shown(actual.toString()));
        }
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        return (expected.isNumber() && actual.isNumber())
                ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
                : expected.equals(actual);
    }

    private void sameType(String path, JsonNode expected, JsonNode actual) {
        boolean nullable = expected.isNull() || actual.isNull() || expected.has("$long") || expected.has("$longlist");
        if (!nullable && expected.getNodeType() != actual.getNodeType()) {
            found.add(path + ": expected " + expected.getNodeType() + ", found " + actual.getNodeType());
        } else if (actual.isMissingNode()) {
            found.add(path + ": is missing");
        }
    }

    private void objects(String path, JsonNode expected, JsonNode actual) {
        List<String> wanted = names(expected);
        List<String> given = names(actual);
        boolean ordered = !(path.endsWith("conf") || path.contains("output"));
        boolean same = ordered ? wanted.equals(given) : Set.copyOf(wanted).equals(Set.copyOf(given));
        if (!same) {
            found.add(path + ": expected the fields " + wanted + ", found " + given);
        }
        for (String name : wanted) {
            if (actual.has(name)) {
                compare(path.isEmpty() ? name : path + "." + name, name, expected.get(name), actual.get(name));
            }
        }
    }

    private void arrays(String path, JsonNode expected, JsonNode actual) {
        if (expected.size() != actual.size()) {
            found.add(path + ": expected " + shown(expected.toString()) + ", found " + shown(actual.toString()));
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            compare(path, "", expected.get(i), actual.get(i));
        }
    }

    private void longText(String path, JsonNode expected, JsonNode actual) {
        String text = actual.asText();
        int points = text.codePointCount(0, text.length());
        if (points != expected.get("$long").asInt()
                || !sha256(text).startsWith(expected.path("sha256").asText())) {
            found.add(path + ": expected a text of " + expected.get("$long") + " characters that begins with "
                    + shown(expected.path("head").asText()) + ", found " + points + ": " + shown(text));
        }
    }

    private void longList(String path, JsonNode expected, JsonNode actual) {
        if (!actual.isArray() || actual.size() != expected.get("$longlist").asInt()) {
            found.add(path + ": expected a list of " + expected.get("$longlist") + ", found " + actual.size());
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String normal(String text) {
        String normal = SPARK_ERROR.matcher(text).replaceAll("[$1]");
        for (Map.Entry<Pattern, String> each : MOVING.entrySet()) {
            normal = each.getKey().matcher(normal).replaceAll(each.getValue());
        }
        return normal;
    }

    private static String shown(String text) {
        String line = text.replace("\n", "\\n");
        return line.length() <= 300 ? "'" + line + "'" : "'" + line.substring(0, 300) + "…'";
    }
}
