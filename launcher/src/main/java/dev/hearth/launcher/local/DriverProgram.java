package dev.hearth.launcher.local;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The driver program that a launcher starts.
 *
 * <p>Immutable.
 *
 * @param jar its one jar; a folder of classes will do where no class-data archive is wanted
 * @param mainClass the class to start
 */
public record DriverProgram(Path jar, String mainClass) {

    private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(\\.[\\w$]+)*");

    public DriverProgram {
        jar = jar.toAbsolutePath().normalize();
        requireClassName(mainClass);
    }

    static void requireClassName(String name) {
        if (!CLASS_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a class: \"" + name + "\"");
        }
    }
}
