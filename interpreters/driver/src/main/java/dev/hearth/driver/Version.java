package dev.hearth.driver;

import java.io.File;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of what runs here. Only functions. */
final class Version {
    private static final Pattern SPARK_CORE = Pattern.compile("spark-core_[\\d.]+-(.+)\\.jar");

    private Version() {}

    /** Spark's, by the name of its jar on the class path, without opening a jar; empty if there is none. */
    static String spark() {
        return spark(System.getProperty("java.class.path", ""));
    }

    /** Spark's on the given class path. */
    static String spark(String classPath) {
        for (String entry : classPath.split(File.pathSeparator)) {
            Matcher name = SPARK_CORE.matcher(String.valueOf(Path.of(entry).getFileName()));
            if (name.matches()) {
                return name.group(1);
            }
        }
        return "";
    }

    static String java() {
        return System.getProperty("java.version", "");
    }
}
