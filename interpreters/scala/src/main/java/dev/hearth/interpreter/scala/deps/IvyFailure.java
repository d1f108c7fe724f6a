package dev.hearth.interpreter.scala.deps;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what Ivy prints when it fails. Stateless. */
final class IvyFailure {
    private static final Pattern UNRESOLVED = Pattern.compile(
            "(?:unresolved dependency|module not found|configuration not found in): ([^\\s;]+)#([^\\s;]+);([^\\s:]+).*");
    private static final Pattern TRIED = Pattern.compile("={2,} (\\S+): tried");
    private static final Pattern URL = Pattern.compile("((?:https?|file):\\S+|/\\S+\\.(?:pom|jar|xml))");
    private static final List<String> UNREACHABLE = List.of(
            "unknownhost",
            "unknown host",
            "connection refused",
            "connect timed out",
            "connection timed out",
            "read timed out",
            "no route to host",
            "network is unreachable",
            "server access error",
            "sslhandshake",
            "connectexception",
            "sockettimeout");
    private static final int MOST_LINES = 8;

    private IvyFailure() {}

    /** What to tell of a failure that left these lines. */
    static DependencyException of(DependencyRequest request, Throwable cause, List<String> printed) {
        List<String> lines = new ArrayList<>(printed);
        String.valueOf(cause.getMessage()).lines().forEach(lines::add);
        Set<String> missing = new LinkedHashSet<>();
        Set<String> asked = new LinkedHashSet<>();
        Set<String> troubles = new LinkedHashSet<>();
        String repository = "";
        for (String line : lines) {
            Matcher unresolved = UNRESOLVED.matcher(line.strip().replaceAll("^[\\[:\\s]+", ""));
            if (unresolved.find()) {
                missing.add(unresolved.group(1) + ":" + unresolved.group(2) + ":" + unresolved.group(3));
            }
            Matcher tried = TRIED.matcher(line);
            if (tried.find()) {
                repository = tried.group(1);
                asked.add(repository);
            }
            Matcher url = URL.matcher(line.strip());
            if (!repository.isEmpty() && url.matches()) {
                asked.remove(repository);
                asked.add(repository + " (" + url.group(1) + ")");
                repository = "";
            }
            String small = line.toLowerCase(Locale.ROOT);
            if (UNREACHABLE.stream().anyMatch(small::contains)) {
                troubles.add(line.strip());
            }
        }
        String what = missing.isEmpty() ? String.join(", ", names(request)) : String.join(", ", missing);
        return troubles.isEmpty()
                ? notFound(what, asked, missing.isEmpty() ? String.valueOf(cause) : "")
                : unreachable(what, asked, troubles);
    }

    private static List<String> names(DependencyRequest request) {
        return request.coordinates().stream().map(Coordinate::toString).toList();
    }

    private static DependencyException notFound(String what, Set<String> asked, String why) {
        List<String> details = new ArrayList<>();
        if (!why.isEmpty()) {
            details.add(why);
        }
        where(details, asked);
        details.add(
                "Is the coordinate right? group::artifact:version stands for a Scala library, group:artifact:version for"
                        + " every other. Another place to look in: a line repository URL, or spark.jars.repositories in Spark's"
                        + " configuration.");
        return new DependencyException("not found: " + what, details);
    }

    private static DependencyException unreachable(String what, Set<String> asked, Set<String> troubles) {
        List<String> details = new ArrayList<>();
        troubles.stream().limit(MOST_LINES).forEach(details::add);
        where(details, asked);
        details.add(
                "If the driver's machine has no way to them, name a repository that it can reach (a line repository URL,"
                        + " or spark.jars.ivySettings in Spark's configuration), or copy the jars here and write: jar /path/to/it.jar");
        return new DependencyException("a repository could not be reached, so these were not found: " + what, details);
    }

    private static void where(List<String> details, Set<String> asked) {
        if (!asked.isEmpty()) {
            details.add("Asked: " + String.join(", ", asked));
        }
    }
}
