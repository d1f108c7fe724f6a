package dev.hearth.driver.log;

import java.util.List;

/** Keeps Spark's log out of the cells. Only a function. */
public final class SparkLog {
    private static final String PROPERTY = "log4j2.configurationFile";
    private static final String OURS = "classpath:dev/hearth/driver/log/log4j2.properties";
    private static final List<String> USERS =
            List.of("log4j2.properties", "log4j2.xml", "log4j2.yaml", "log4j2.yml", "log4j2.json", "log4j2.jsn");

    private SparkLog() {}

    /**
     * Lets log4j write to the process's standard error itself, unless the user's Spark has a configuration of its own. To be
     * called before the first class of Spark is loaded.
     */
    public static void prepare() {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        if (System.getProperty(PROPERTY) == null && USERS.stream().allMatch(name -> loader.getResource(name) == null)) {
            System.setProperty(PROPERTY, OURS);
        }
    }
}
