package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Scala cells on a Spark in the same JVM. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScalaOnSparkTest {
    private static SparkHere here;
    private static ScalaSession session;

    @BeforeAll
    static void start() throws Exception {
        here = new SparkHere("local[2]");
        session = here.session;
    }

    @AfterAll
    static void stop() throws Exception {
        here.close();
    }

    @Test
    @Order(1)
    void execute_withoutSpark_doesNotStartIt() throws Exception {
        assertThat(session.text("1 + 1")).endsWith("Int = 2");
        assertThat(session.text("def rows = spark.range(3)")).startsWith("def rows");
        assertThat(here.started).isZero();
        assertThat(session.text("rows.count")).endsWith("Long = 3");
        assertThat(here.started).isEqualTo(1);
    }

    @Test
    void execute_closureOverEarlierCells_runs() throws Exception {
        session.text("val offset = 10\ndef shift(n: Long) = n + offset");
        assertThat(session.text("spark.range(3).map(n => shift(n)).collect().toList"))
                .endsWith("List(10, 11, 12)");
        assertThat(session.text("sc.parallelize(1 to 3).map(_ + offset).sum")).endsWith("Double = 36.0");
    }

    @Test
    void execute_caseClassAndDatasetInOneCell_runs() throws Exception {
        assertThat(session.text("""
                        case class Person(name: String, age: Int)
                        val people = Seq(Person("a", 1), Person("b", 2)).toDS()
                        people.filter(_.age > 1).map(p => p.copy(age = p.age + 1)).collect().toList""")).endsWith("List[Person] = List(Person(b,3))");
        assertThat(session.text("people.groupBy($\"age\").agg(max(\"name\")).count()"))
                .endsWith("Long = 2");
    }

    @Test
    void execute_objectsOfCellsClasses_comeBackAsTheyWent() throws Exception {
        session.text("case class Mark(n: Int)");
        assertThat(session.text("sc.parallelize(1 to 4, 2).map(Mark(_)).collect().map { case Mark(n) => n }.sum"))
                .endsWith("Int = 10");
    }

    @Test
    void execute_userDefinedFunction_runs() throws Exception {
        session.text("val twice = udf((n: Long) => n * 2)\nspark.udf.register(\"thrice\", (n: Long) => n * 3)");
        assertThat(session.text("spark.range(3).select(twice($\"id\"), expr(\"thrice(id)\")).collect().toList"))
                .endsWith("List([0,0], [2,3], [4,6])");
    }

    @Test
    void execute_failureInATask_tellsTheCause() throws Exception {
        ExecutionResult.Failed failed = session.failure("sc.parallelize(1 to 2).map(n => n / (n - n)).collect()");
        assertThat(failed.ename()).isEqualTo("org.apache.spark.SparkException");
        assertThat(failed.traceback()).anyMatch(line -> line.contains("java.lang.ArithmeticException: / by zero"));
    }

    @Test
    void interrupt_sparkJob_endsTheCellAndItsTasks() throws Exception {
        assertThat(here.interruptedInTwoTasks("while (true) {}")).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(session.text("sc.parallelize(1 to 3, 3).sum")).endsWith("Double = 6.0");
    }

    @Test
    void complete_onADataset_knowsItsMethods() throws Exception {
        String code = "spark.range(3).colle";
        assertThat(session.interpreter.complete(code, code.length()).candidates())
                .extracting(candidate -> candidate.text())
                .contains("collect", "collectAsList");
    }

    @Test
    void livysMagics_takeTheFirstRows_byTheColumnsOrder() throws Exception {
        ExecutionResult json = session.livy("%json Seq((1, \"x\"), (2, null)).toDF(\"b\", \"a\")");
        assertThat(ScalaSession.dataOf(json))
                .isEqualTo("{\"application/json\":[{\"b\":1,\"a\":\"x\"},{\"b\":2,\"a\":null}]}");
        ExecutionResult table =
                session.livy("val livyRows = spark.range(2000).selectExpr(\"struct(id) s\")\n%table livyRows");
        assertThat(ScalaSession.dataOf(table))
                .startsWith(
                        "{\"application/vnd.livy.table.v1+json\":{\"headers\":[{\"type\":\"MAP_TYPE\",\"name\":\"s\"}],"
                                + "\"data\":[[{\"id\":0}],")
                .endsWith("[{\"id\":999}]]}}");
        ExecutionResult rdd = session.livy("%json sc.parallelize(1 to 20)");
        assertThat(ScalaSession.dataOf(rdd)).isEqualTo("{\"application/json\":[1,2,3,4,5,6,7,8,9,10]}");
    }
}
