package dev.hearth.interpreter.sql;

import org.apache.spark.SparkBuildInfo;

/** Which Spark is on the class path. Stateless. */
final class SparkVersion {
    private SparkVersion() {}

    /** Spark's version, or an empty text if it does not say. */
    static String find() {
        try {
            return SparkBuildInfo.spark_version();
        } catch (LinkageError e) {
            return "";
        }
    }
}
