package dev.hearth.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassedEnvironmentTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "LANG",
                "LC_ALL",
                "TZ",
                "USER",
                "SPARK_LOCAL_DIRS",
                "HADOOP_CONF_DIR",
                "JAVA_HOME",
                "PYTHONPATH",
                "PYSPARK_PYTHON",
                "KERNEL_USERNAME"
            })
    void of_allowedName_passes(String name) {
        assertThat(PassedEnvironment.of(Map.of(name, "x"))).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEARTH_TOKEN",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "_JAVA_OPTIONS",
                "CLASSPATH",
                "LD_PRELOAD",
                "AWS_SECRET_ACCESS_KEY",
                "GITHUB_TOKEN",
                "HADOOP_CREDSTORE_PASSWORD",
                "SPARK_MY_SECRET",
                "KERNEL_TOKEN",
                "PYSPARK_GATEWAY_SECRET",
                "PYSPARK_GATEWAY_PORT",
                "path",
                "EDITOR"
            })
    void of_anyOtherName_doesNot(String name) {
        assertThat(PassedEnvironment.of(Map.of(name, "x"))).isEmpty();
    }
}
