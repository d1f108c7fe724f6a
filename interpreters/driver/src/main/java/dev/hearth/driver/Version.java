package dev.hearth.driver;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Versions of what runs here. Only functions. */
final class Version {
    /** Hearth's own. */
    static final String HEARTH = "0.1.0";

    private Version() {}

    /** Spark's, from the file that its jar carries, without loading a class of it; empty if there is none. */
    static String spark() {
        try (InputStream file = Version.class.getResourceAsStream("/spark-version-info.properties")) {
            Properties properties = new Properties();
            if (file != null) {
                properties.load(file);
            }
            return properties.getProperty("version", "");
        } catch (IOException e) {
            return "";
        }
    }

    static String java() {
        return System.getProperty("java.version", "");
    }
}
