package dev.hearth.driver.log;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keeps Spark's log out of the cells. Only a function. */
public final class SparkLog {
    private static final String PROPERTY = "log4j2.configurationFile";
    private static final String OURS = "classpath:dev/hearth/driver/log/log4j2.properties";
    private static final List<String> USERS =
            List.of("log4j2.properties", "log4j2.xml", "log4j2.yaml", "log4j2.yml", "log4j2.json", "log4j2.jsn");

    private SparkLog() {}

    /**
     * Lets log4j write to the process's standard error itself, unless the user's Spark has a configuration of its own in a folder
     * of the class path. To be called before the first class of Spark is loaded. Jars are not looked into: to open all of Spark's
     * takes half a second.
     */
    public static void prepare() {
        if (System.getProperty(PROPERTY) == null && !isIn(System.getProperty("java.class.path", ""))) {
            System.setProperty(PROPERTY, OURS);
        }
    }

    private static boolean isIn(String classPath) {
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.endsWith(".jar") && USERS.stream().anyMatch(name -> Files.exists(Path.of(entry, name)))) {
                return true;
            }
        }
        return false;
    }
}
