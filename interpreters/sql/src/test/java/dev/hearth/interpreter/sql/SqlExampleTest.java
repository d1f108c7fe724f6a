package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SqlExampleTest {
    private static final SparkSession SPARK = SqlKernel.spark();

    @Test
    void affordable_isReadFromSql_withoutGateway() throws Exception {
        CollectedOutput output = new CollectedOutput();
        assertThat(SqlExample.affordable(SPARK, 10, output)).isEqualTo("tea\ncup");
        assertThat(output.displays).hasSize(2);
        assertThat(SqlExample.affordable(SPARK, 2, output)).isEmpty();
        assertThat(SPARK.range(2).count()).isEqualTo(2); // the program's session goes on
    }
}
