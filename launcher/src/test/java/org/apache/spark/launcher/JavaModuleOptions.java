package org.apache.spark.launcher;

/** Stands in for Spark's class of this name, in the jar of a made-up Spark. */
public final class JavaModuleOptions {

    private JavaModuleOptions() {}

    /** Options in the form in which Spark gives them. */
    public static String defaultModuleOptions() {
        return "-XX:+IgnoreUnrecognizedVMOptions --add-modules=jdk.incubator.vector"
                + " --add-opens=java.base/java.lang=ALL-UNNAMED -Djdk.reflect.useDirectMethodHandle=false"
                + " --sun-misc-unsafe-memory-access=allow";
    }
}
