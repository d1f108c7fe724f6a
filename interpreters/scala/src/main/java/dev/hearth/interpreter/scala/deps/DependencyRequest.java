package dev.hearth.interpreter.scala.deps;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cell asks for. Immutable.
 *
 * @param jars paths and URLs
 * @param repositories URLs of Maven repositories, asked before those that Spark knows
 * @param exclusions {@code group:artifact}, {@code *} for any
 * @param transitive whether what the coordinates depend on comes too
 */
public record DependencyRequest(
        List<Coordinate> coordinates,
        List<String> jars,
        List<String> repositories,
        List<String> exclusions,
        boolean transitive) {
    /** Nothing. */
    public static final DependencyRequest NOTHING =
            new DependencyRequest(List.of(), List.of(), List.of(), List.of(), true);

    public DependencyRequest {
        coordinates = List.copyOf(coordinates);
        jars = List.copyOf(jars);
        repositories = List.copyOf(repositories);
        exclusions = List.copyOf(exclusions);
    }

    /** A request for jars alone. */
    public static DependencyRequest ofJars(List<String> locations) {
        return new DependencyRequest(List.of(), locations, List.of(), List.of(), true);
    }

    /** Whether nothing is asked for. */
    public boolean isEmpty() {
        return coordinates.isEmpty() && jars.isEmpty() && repositories.isEmpty();
    }

    /** Both together; without what coordinates depend on if either says so. */
    public DependencyRequest and(DependencyRequest other) {
        return new DependencyRequest(
                joined(coordinates, other.coordinates),
                joined(jars, other.jars),
                joined(repositories, other.repositories),
                joined(exclusions, other.exclusions),
                transitive && other.transitive);
    }

    static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        second.stream().filter(each -> !both.contains(each)).forEach(both::add);
        return both;
    }
}
