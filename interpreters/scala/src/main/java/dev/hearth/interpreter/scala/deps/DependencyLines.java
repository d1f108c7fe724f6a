package dev.hearth.interpreter.scala.deps;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scala.util.Properties;

/**
 * How people write what they depend on. Not thread-safe.
 *
 * <pre>{@code
 * org.typelevel::cats-core:2.12.0            with the Scala version: cats-core_2.13
 * com.lihaoyi:ujson_2.13:4.0.2 exclude com.lihaoyi:upickle-core_2.13
 * "org.typelevel" %% "cats-core" % "2.12.0"
 * repository https://repository.example.org/maven
 * jar /data/jars/rules.jar
 * exclude org.slf4j:*
 * intransitive
 * }</pre>
 */
public final class DependencyLines {
    private static final Pattern SBT =
            Pattern.compile("\"([^\"]+)\"\\s*(%{1,3})\\s*\"([^\"]+)\"\\s*%\\s*\"([^\"]+)\"(.*)");
    private static final String FORMS = "write group:artifact:version, or group::artifact:version for a Scala library";

    private final List<Coordinate> coordinates = new ArrayList<>();
    private final List<String> jars = new ArrayList<>();
    private final List<String> repositories = new ArrayList<>();
    private final List<String> exclusions = new ArrayList<>();
    private boolean transitive = true;

    /** Takes one line. */
    public void add(String line) throws DependencyException {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#") || text.startsWith("//")) {
            return;
        }
        String[] words = text.split("\\s+", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "repository", "repo", "resolver" -> repository(rest);
            case "jar" -> jar(rest);
            case "exclude" -> exclude(rest);
            case "intransitive" -> transitive = false;
            default -> dependency(text);
        }
    }

    /** A repository by URL, or by a name that notebooks use. */
    public void repository(String name) throws DependencyException {
        String url = unquoted(name);
        switch (url) {
            case "central", "ivy2Local", "ivy2local", "m2Local", "m2local" -> {
                // Spark asks these anyway.
            }
            case "jitpack" -> repositories.add("https://jitpack.io");
            default -> {
                if (!url.matches("(https?|file):/?/?.+") || url.contains(",")) {
                    throw new DependencyException("not the URL of a repository: " + url);
                }
                repositories.add(url);
            }
        }
    }

    /** A jar by path or URL. */
    public void jar(String location) throws DependencyException {
        String where = unquoted(location);
        if (where.isEmpty()) {
            throw new DependencyException("jar wants a path or a URL");
        }
        jars.add(where);
    }

    /** An exclusion, {@code group:artifact} or a group alone. */
    public void exclude(String pattern) throws DependencyException {
        String[] parts = unquoted(pattern).split("[:%]");
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw new DependencyException("not an exclusion: " + pattern + "; write exclude group:artifact");
        }
        exclusions.add(parts[0] + ":" + (parts.length == 2 ? parts[1] : "*"));
    }

    /** Only what is asked for comes, not what it depends on. */
    public void intransitive() {
        transitive = false;
    }

    /** A coordinate, and behind it exclusions of its own. */
    public void dependency(String text) throws DependencyException {
        Matcher sbt = SBT.matcher(text);
        if (sbt.matches()) {
            coordinate(sbt.group(1) + ":".repeat(sbt.group(2).length()) + sbt.group(3) + ":" + sbt.group(4));
            return;
        }
        String[] words = unquoted(text).split("\\s+");
        String[] parameters = words[0].split(",(?=[a-z]+=)");
        coordinate(parameters[0]);
        for (int i = 1; i < parameters.length; i++) {
            String[] parameter = parameters[i].split("=", 2);
            if (!parameter[0].equals("exclude")) {
                throw new DependencyException("not known behind a coordinate: " + parameters[i] + " in " + text);
            }
            exclude(parameter[1]);
        }
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals("exclude") && i + 1 < words.length) {
                exclude(words[++i]);
            } else if (words[i].equals("intransitive")) {
                transitive = false;
            } else if (!words[i].equals("compat")) {
                throw new DependencyException("not known behind a coordinate: " + words[i] + " in " + text);
            }
        }
    }

    private void coordinate(String text) throws DependencyException {
        String[] parts = text.split(":+");
        Matcher colons = Pattern.compile(":+").matcher(text);
        if (parts.length != 3 || !colons.find()) {
            throw new DependencyException("not a dependency: " + text + "; " + FORMS);
        }
        String full = Properties.versionNumberString();
        String suffix =
                switch (colons.group().length()) {
                    case 1 -> "";
                    case 2 -> "_" + full.substring(0, full.lastIndexOf('.'));
                    case 3 -> "_" + full;
                    default -> throw new DependencyException("not a dependency: " + text + "; " + FORMS);
                };
        try {
            coordinates.add(new Coordinate(parts[0], parts[1] + suffix, parts[2]));
        } catch (IllegalArgumentException malformed) {
            throw new DependencyException("not a dependency: " + text + "; " + FORMS);
        }
    }

    private static String unquoted(String text) {
        String bare = text.strip();
        boolean quoted = bare.length() > 1
                && "\"'`".indexOf(bare.charAt(0)) >= 0
                && bare.charAt(bare.length() - 1) == bare.charAt(0);
        return quoted ? bare.substring(1, bare.length() - 1).strip() : bare;
    }

    /** What the lines say together. */
    public DependencyRequest request() {
        return new DependencyRequest(coordinates, jars, repositories, exclusions, transitive);
    }
}
