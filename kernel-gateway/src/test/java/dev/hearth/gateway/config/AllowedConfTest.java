package dev.hearth.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
