package dev.hearth.launcher.installation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which of the launcher's own environment variables others may see: an allow-list, and never a secret.
 *
 * <p>Only functions; thread-safe.
 */
public final class PassedEnvironment {

    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "USER",
            "LOGNAME",
            "SHELL",
            "JAVA_HOME",
            "LD_LIBRARY_PATH",
            "YARN_CONF_DIR",
            "HIVE_CONF_DIR",
            "KRB5_CONFIG",
            "KRB5CCNAME",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "MPLCONFIGDIR",
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "OMP_NUM_THREADS");
    private static final List<String> PREFIXES =
            List.of("LC_", "SPARK_", "HADOOP_", "PYTHON", "PYSPARK_", "KERNEL_", "XDG_");
    /** A JVM prints what these add, and obeys them: they are the operator's for the gateway, not for drivers. */
    private static final Set<String> NEVER =
            Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "LD_PRELOAD", "CLASSPATH");

    private static final List<String> SECRET_WORDS =
            List.of("TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "CREDSTORE", "PRIVATE_KEY");

    private PassedEnvironment() {}

    /** The part of an environment that may be passed on. */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> passed = new HashMap<>();
        environment.forEach((name, value) -> {
            if (isInherited(name)) {
                passed.put(name, value);
            }
        });
        return passed;
    }

    /** Whether a driver's settings may set this variable: anything but what would change the JVM behind its back. */
    public static boolean maySet(String name) {
        return !NEVER.contains(name) && !name.startsWith("HEARTH_") && !name.startsWith("PYSPARK_GATEWAY_");
    }

    private static boolean isInherited(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return maySet(name)
                && (NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith))
                && SECRET_WORDS.stream().noneMatch(upper::contains);
    }
}
