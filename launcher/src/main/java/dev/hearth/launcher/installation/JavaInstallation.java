package dev.hearth.launcher.installation;

import java.nio.file.Path;

/**
 * A Java that can run drivers.
 *
 * <p>Immutable.
 *
 * @param home its folder
 * @param executable its {@code java}
 * @param version as its {@code release} file says, such as {@code 17.0.15}
 */
public record JavaInstallation(Path home, Path executable, String version) {

    /** The oldest Java that Spark 4 runs on. */
    public static final int OLDEST_FEATURE = 17;

    public JavaInstallation {
        home = home.toAbsolutePath().normalize();
        executable = executable.toAbsolutePath().normalize();
        feature(version);
    }

    /** The first number of the version: 17, 21, 25. */
    public int feature() {
        return feature(version);
    }

    private static int feature(String version) {
        String[] parts = version.split("[^0-9]+", 3);
        try {
            int first = Integer.parseInt(parts[0]);
            return first == 1 && parts.length > 1 ? Integer.parseInt(parts[1]) : first;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a Java version: \"" + version + "\"", e);
        }
    }
}
