package dev.hearth.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Spark properties that no wildcard of an allow-list stands for: they name code, executables or places of a machine, or say where
 * and as whom a driver runs. Whoever means one names it. Only functions; thread-safe.
 */
final class ExceptedConf {
    private static final Set<String> NAMES = Set.of(
            "spark.acls.enable",
            "spark.driver.bindaddress",
            "spark.driver.host",
            "spark.executor.uri",
            "spark.home",
            "spark.jars",
            "spark.files",
            "spark.archives",
            "spark.kryo.registrator",
            "spark.kryo.classestoregister",
            "spark.master",
            "spark.scheduler.allocation.file",
            "spark.shuffle.manager",
            "spark.storage.replication.policy",
            "spark.storage.replication.topologyfile",
            "spark.storage.replication.topologymapper",
            "spark.ui.proxybase",
            "spark.user.groups.mapping",
            "spark.yarn.archive",
            "spark.yarn.jar",
            "spark.yarn.jars",
            "spark.yarn.stagingdir");

    /** Beginnings: all below them. */
    private static final List<String> FAMILIES = List.of(
            "spark.admin.acls",
            "spark.authenticate",
            "spark.connect.",
            "spark.deploy.",
            "spark.driver.log.",
            "spark.eventlog.",
            "spark.executorenv.",
            "spark.hadoop.",
            "spark.hive.",
            "spark.history.",
            "spark.jars.",
            "spark.kerberos.",
            "spark.kubernetes.",
            "spark.mesos.",
            "spark.metrics.",
            "spark.modify.acls",
            "spark.network.crypto.",
            "spark.pyspark.",
            "spark.r.",
            "spark.repl.",
            "spark.security.",
            "spark.sql.catalog.",
            "spark.sql.hive.metastore.",
            "spark.ssl.",
            "spark.submit.",
            "spark.ui.view.acls",
            "spark.worker.",
            "spark.yarn.access.",
            "spark.yarn.appmasterenv.",
            "spark.yarn.config.",
            "spark.yarn.dist.");

    /** How the last part ends of what names code, in Spark's own properties and those of its guests. */
    private static final List<String> ENDINGS = List.of(
            "class",
            "classes",
            "classname",
            "classpath",
            "classpathfirst",
            "extensions",
            "extralisteners",
            "impl",
            "javaoptions",
            "librarypath",
            "listeners",
            "module",
            "plugin",
            "plugins",
            "script");

    /** Last parts. */
    private static final Set<String> LAST = Set.of(
            "command",
            "dir",
            "file",
            "files",
            "filters",
            "jars",
            "keytab",
            "packages",
            "path",
            "principal",
            "provider",
            "python",
            "repositories",
            "serializer");

    private ExceptedConf() {}

    /** Whether a property is one of them, in whatever case and between whatever blanks. */
    static boolean has(String key) {
        String plain = plain(key);
        String last = plain.substring(plain.lastIndexOf('.') + 1);
        return NAMES.contains(plain)
                || FAMILIES.stream().anyMatch(plain::startsWith)
                || LAST.contains(last)
                || ENDINGS.stream().anyMatch(last::endsWith);
    }

    /** Whether all that begin so are among them. */
    static boolean hasAll(String beginning) {
        String plain = plain(beginning);
        return FAMILIES.stream().anyMatch(plain::startsWith);
    }

    private static String plain(String key) {
        return key.strip().toLowerCase(Locale.ROOT);
    }
}
