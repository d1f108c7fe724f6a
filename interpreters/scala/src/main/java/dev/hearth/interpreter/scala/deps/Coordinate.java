package dev.hearth.interpreter.scala.deps;

import java.util.List;
import java.util.regex.Pattern;

/** What Maven calls an artifact. Immutable. */
record Coordinate(String group, String artifact, String version) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.+\\-\\[\\](),]+");

    Coordinate {
        for (String part : List.of(group, artifact, version)) {
            if (!PART.matcher(part).matches()) {
                throw new IllegalArgumentException("not a part of a coordinate: " + part);
            }
        }
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version;
    }
}
