package dev.hearth.gateway.livy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names in a {@code complete_reply}, bare as Livy gives them: {@code show} for {@code df.sho}. Only functions; thread-safe. */
final class Candidates {
    private Candidates() {}

    /**
     * The names.
     *
     * @param code in which was asked
     * @param reply a content whose {@code cursor_start} counts code points
     */
    static List<String> of(String code, int cursor, JsonNode reply) {
        int start = reply.path("cursor_start").asInt();
        int from = start >= 0 && start <= code.codePointCount(0, code.length())
                ? Math.min(cursor, code.offsetByCodePoints(0, start))
                : cursor;
        String typed = code.substring(from, cursor);
        String qualifier = typed.substring(0, typed.lastIndexOf('.') + 1);
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode match : reply.path("matches")) {
            String name = match.asText();
            if (!qualifier.isEmpty() && name.startsWith(qualifier)) {
                name = name.substring(qualifier.length());
            } else if (name.startsWith(".")) {
                name = name.substring(1);
            }
            int bracket = name.endsWith("(") ? name.length() - 1 : name.endsWith("()") ? name.length() - 2 : -1;
            names.add(bracket > 0 ? name.substring(0, bracket) : name);
        }
        names.remove("");
        return new ArrayList<>(names);
    }
}
