package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedConfTest {
    private final AllowedConf standard = new AllowedConf(AllowedConf.DEFAULTS);

    @Test
    void defaults_letUsersSizeTheirWork() {
        assertThat(standard.refused(Set.of(
                        "spark.executor.memory",
                        "spark.executor.instances",
                        "spark.dynamicAllocation.enabled",
                        "spark.sql.shuffle.partitions",
                        "spark.jars.packages",
                        "spark.yarn.queue",
                        "spark.ui.enabled",
                        "spark.app.note",
                        "livy.uri")))
                .isEmpty();
    }

    @Test
    void defaults_refuseWhatNamesPlacesCodeAndUsers_alsoUnderAnotherSpelling() {
        assertThat(standard.refused(Set.of(
                        "spark.master",
                        " spark.master",
                        "Spark.Master",
                        "spark.submit.deployMode",
                        "spark.submit.proxyUser.allowCustomClasspathInClusterMode",
                        "spark.driver.extraJavaOptions",
                        "spark.driver.extraClassPath",
                        "spark.executor.extraClassPath",
                        "spark.executor.extraJavaOptions",
                        "spark.driver.userClassPathFirst",
                        "spark.plugins",
                        "spark.extraListeners",
                        "spark.pyspark.python",
                        "spark.jars.ivySettings",
                        "spark.kerberos.keytab",
                        "spark.yarn.jars",
                        "spark.metrics.conf",
                        "spark.eventLog.dir",
                        "spark.executor.memory ")))
                .hasSize(19)
                .isSorted();
    }

    @Test
    void patterns_standForThemselvesOrABeginning() {
        AllowedConf own = new AllowedConf(List.of("spark.sql.*", "spark.executor.memory"));
        assertThat(own.refused(Set.of("spark.sql.ansi.enabled", "spark.executor.memory")))
                .isEmpty();
        assertThat(own.refused(Set.of("spark.executor.memoryOverhead", "spark.sqlx", "")))
                .containsExactly("", "spark.executor.memoryOverhead", "spark.sqlx");
        assertThat(new AllowedConf(List.of()).refused(Set.of("spark.sql.ansi.enabled")))
                .hasSize(1);
    }

    @Test
    void pattern_thatIsNoName_isRefused() {
        assertThatThrownBy(() -> new AllowedConf(List.of("spark.*.x"))).hasMessageContaining("allowed-conf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.acls.enable",
                "spark.admin.acls.groups",
                "spark.archives",
                "spark.authenticate.secret",
                "spark.checkpoint.dir",
                "spark.connect.grpc.binding.port",
                "spark.driver.bindAddress",
                "spark.driver.defaultJavaOptions",
                "spark.driver.extraClassPath",
                "spark.driver.extraJavaOptions",
                "spark.driver.extraLibraryPath",
                "spark.driver.host",
                "spark.driver.log.dfsDir",
                "spark.driver.resource.gpu.discoveryScript",
                "spark.driver.userClassPathFirst",
                "spark.eventLog.dir",
                "spark.eventLog.enabled",
                "spark.executor.extraClassPath",
                "spark.executor.extraJavaOptions",
                "spark.executor.uri",
                "spark.executorEnv.LD_PRELOAD",
                "spark.extraListeners",
                "spark.files",
                "spark.hadoop.fs.defaultFS",
                "spark.hadoop.fs.s3a.impl",
                "spark.history.fs.logDirectory",
                "spark.hive.metastore.uris",
                "spark.home",
                "spark.jars",
                "spark.jars.ivy",
                "spark.jars.ivySettings",
                "spark.jars.packages",
                "spark.jars.repositories",
                "spark.kerberos.keytab",
                "spark.kryo.classesToRegister",
                "spark.kryo.registrator",
                "spark.kubernetes.container.image",
                "spark.kubernetes.driver.podTemplateFile",
                "spark.local.dir",
                "spark.master",
                "spark.metrics.conf",
                "spark.metrics.conf.driver.sink.csv.class",
                "spark.network.crypto.enabled",
                "spark.plugins",
                "spark.pyspark.driver.python",
                "spark.pyspark.python",
                "spark.python.daemon.module",
                "spark.r.command",
                "spark.repl.class.outputDir",
                "spark.resources.discoveryPlugin",
                "spark.scheduler.allocation.file",
                "spark.security.credentials.hive.enabled",
                "spark.serializer",
                "spark.shuffle.manager",
                "spark.shuffle.sort.io.plugin.class",
                "spark.sql.adaptive.customCostEvaluatorClass",
                "spark.sql.cache.serializer",
                "spark.sql.catalog.other",
                "spark.sql.catalog.other.uri",
                "spark.sql.extensions",
                "spark.sql.hive.metastore.jars",
                "spark.sql.hive.metastore.jars.path",
                "spark.sql.parquet.output.committer.class",
                "spark.sql.queryExecutionListeners",
                "spark.sql.sources.commitProtocolClass",
                "spark.sql.streaming.stateStore.providerClass",
                "spark.sql.streaming.streamingQueryListeners",
                "spark.sql.warehouse.dir",
                "spark.ssl.keyStore",
                "spark.storage.decommission.fallbackStorage.path",
                "spark.storage.replication.policy",
                "spark.storage.replication.topologyFile",
                "spark.storage.replication.topologyMapper",
                "spark.streaming.driver.writeAheadLog.class",
                "spark.submit.deployMode",
                "spark.submit.pyFiles",
                "spark.ui.filters",
                "spark.ui.proxyBase",
                "spark.ui.view.acls",
                "spark.user.groups.mapping",
                "spark.worker.resourcesFile",
                "spark.yarn.access.hadoopFileSystems",
                "spark.yarn.am.extraJavaOptions",
                "spark.yarn.appMasterEnv.PYTHONPATH",
                "spark.yarn.archive",
                "spark.yarn.config.gatewayPath",
                "spark.yarn.dist.files",
                "spark.yarn.jar",
                "spark.yarn.jars",
                "spark.yarn.stagingDir"
            })
    void whatNamesCodeOrPlaces_isAllowedOnlyByItsName(String key) {
        AllowedConf wide = new AllowedConf(List.of("*", "spark.*", "spark.sql.*", "spark.yarn.*"));
        for (String spelling :
                List.of(key, key.toUpperCase(Locale.ROOT), key.toLowerCase(Locale.ROOT), " " + key, key + "\t")) {
            assertThat(wide.refused(Set.of(spelling))).containsExactly(spelling);
        }
        AllowedConf named = new AllowedConf(List.of("spark.*", key));
        assertThat(named.refused(Set.of(key))).isEmpty();
        assertThat(named.refused(Set.of(" " + key))).hasSize(1);
        assertThat(named.refused(Set.of(key.toUpperCase(Locale.ROOT)))).hasSize(1);
    }

    @Test
    void defaults_letNothingThroughThatIsExcepted_butByName() {
        for (String pattern : AllowedConf.DEFAULTS) {
            if (pattern.endsWith(".*")) {
                String beginning = pattern.substring(0, pattern.length() - 1);
                for (String end : List.of("extensions", "x.class", "extraJavaOptions", "some.dir", "plugins")) {
                    assertThat(standard.refused(Set.of(beginning + end))).hasSize(1);
                }
            }
        }
        assertThat(standard.refused(Set.of(
                        "spark.sql.extensions",
                        "spark.ui.filters",
                        "spark.executorEnv.LD_PRELOAD",
                        "spark.hadoop.fs.defaultFS",
                        "spark.jars.repositories")))
                .hasSize(5);
        assertThat(standard.refused(Set.of(
                        "spark.hadoop.fs.s3a.access.key",
                        "spark.executorEnv.OMP_NUM_THREADS",
                        "spark.kryo.classesToRegister",
                        "spark.serializer",
                        "spark.yarn.dist.archives",
                        "spark.submit.pyFiles",
                        "spark.sql.files.ignoreCorruptFiles",
                        "spark.sql.catalogImplementation",
                        "spark.io.compression.codec",
                        "spark.sql.sources.partitionOverwriteMode",
                        "spark.python.worker.reuse")))
                .isEmpty();
    }

    @Test
    void keys_thatSparkWouldReadAsAnother_areRefused() {
        AllowedConf wide = new AllowedConf(List.of("*"));
        for (String key : List.of(
                "spark.sql.extensions=x",
                "spark.app.a=b",
                "spark.app.a b",
                "spark.app.a:b",
                "spark.app.a\\u003db",
                "spark.app.a\nspark.plugins",
                "spark.app.\u00e4",
                "",
                "livy.x=y",
                "#spark.app.a",
                "--conf")) {
            assertThat(wide.refused(Set.of(key))).containsExactly(key);
        }
        assertThat(wide.refused(Set.of("spark.app.a-b_c.D1", "my.own"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.hadoop.*", "spark.hadoop.fs.s3a.*", "spark.executorEnv.*", "Spark.Kubernetes.*"})
    void pattern_thatStandsForNothing_isRefused(String pattern) {
        assertThatThrownBy(() -> new AllowedConf(List.of(pattern)))
                .hasMessageContaining("\"" + pattern + "\"")
                .hasMessageContaining("name each");
    }
}
