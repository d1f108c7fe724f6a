package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void spark_isTheOneOfItsJar() {
        assertThat(Version.spark(String.join(
                        File.pathSeparator, "", "/a/hearth-driver.jar", "/a/spark-core_2.13-4.2.1.jar", "/a/conf/")))
                .isEqualTo("4.2.1");
        assertThat(Version.spark("spark-core_2.13-4.3.0-preview2-amzn-1.jar")).isEqualTo("4.3.0-preview2-amzn-1");
        assertThat(Version.spark("/a/spark-core-tests.jar")).isEmpty();
        assertThat(Version.spark("/")).isEmpty();
    }
}
