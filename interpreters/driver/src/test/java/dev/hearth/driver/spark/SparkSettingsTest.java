package dev.hearth.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
    private static SparkConf conf(Map<String, String> user) {
        return new SparkSettings("app", user, Path.of("classes"), Path.of("session")).toSparkConf();
    }

    @Test
    void toSparkConf_nothingSet_isALocalSessionOnLoopback() {
        SparkConf conf = conf(Map.of());
        assertThat(conf.get("spark.app.name")).isEqualTo("app");
        assertThat(conf.get("spark.master")).isEqualTo("local[*]");
        assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
        assertThat(conf.get("spark.sql.catalogImplementation")).isEqualTo("in-memory");
        assertThat(conf.get("spark.task.reaper.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.repl.class.outputDir")).endsWith("/classes");
    }

    @Test
    void toSparkConf_usersValues_goBeforeOurs() {
        Map<String, String> user = Map.of(
                "spark.app.name", "mine",
                "spark.master", "local[3]",
                "spark.driver.host", "127.0.0.2",
                "spark.task.reaper.enabled", "false",
                "spark.sql.catalogImplementation", "hive");
        SparkConf conf = conf(user);
        user.forEach((key, value) -> assertThat(conf.get(key)).isEqualTo(value));
    }

    @Test
    void toSparkConf_cluster_keepsItsOwnAddressesAndWarehouse() {
        System.clearProperty("spark.sql.warehouse.dir");
        System.clearProperty("spark.ui.enabled");
        SparkConf conf = conf(Map.of("spark.master", "yarn"));
        assertThat(conf.contains("spark.driver.host")).isFalse();
        assertThat(conf.contains("spark.driver.bindAddress")).isFalse();
        assertThat(conf.contains("spark.ui.enabled")).isFalse();
        assertThat(conf.contains("spark.sql.warehouse.dir")).isFalse();
        assertThat(conf.get("spark.scheduler.minRegisteredResourcesRatio")).isEqualTo("0");
    }

    @Test
    void toSparkConf_redaction_hidesSecretsOfStores() {
        String regex = conf(Map.of()).get("spark.redaction.regex");
        assertThat("fs.azure.account.key.x fs.s3a.secret.key my.token db.password")
                .containsPattern(regex);
    }
}
