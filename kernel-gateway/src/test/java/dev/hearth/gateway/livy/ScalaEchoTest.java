package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalaEchoTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "val res0: Int = 2 | res0: Int = 2",
                "var v: Int = 1 | v: Int = 1",
                "val res1: Null = null | res1: Null = null",
                "val fn: Int => Int = $Lambda/0x1@2 | fn: Int => Int = $Lambda/0x1@2",
                "lazy val lz: Int // unevaluated | lz: Int = <lazy>",
                "def f(n: Int): Int | f: (n: Int)Int",
                "def f: Int | f: Int",
                "def f(): Unit | f: ()Unit",
                "def f[T](x: T)(y: List[T]): Map[T,Int] | f: [T](x: T)(y: List[T])Map[T,Int]",
                "def f(g: (Int, String) => Int): Int | f: (g: (Int, String) => Int)Int",
                "class A | defined class A",
                "trait Tr | defined trait Tr",
                "object O | defined object O",
                "type T | defined type alias T",
                "import java.util.Date | import java.util.Date",
                "classic text | classic text",
                "value: 1 | value: 1",
                "defined class A | defined class A",
            })
    void line_isWrittenAsTheOlderShellWould(String said, String expected) {
        assertThat(ScalaEcho.of(said)).isEqualTo(expected);
    }

    @org.junit.jupiter.api.Test
    void lines_areEachByThemselves() {
        assertThat(ScalaEcho.of("val y: Int = 1\nval z: Int = 2\nval res2: Int = 3"))
                .isEqualTo("y: Int = 1\nz: Int = 2\nres2: Int = 3");
        assertThat(ScalaEcho.of("val res19: String = \na\nb")).isEqualTo("res19: String =\na\nb");
        assertThat(ScalaEcho.withoutView("class A\nval res1: DataFrame = [a: int]\na\n-\n1\n(1 row)"))
                .isEqualTo("class A\nval res1: DataFrame = [a: int]");
        assertThat(ScalaEcho.withoutView("Some text")).isEqualTo("Some text");
        assertThat(ScalaEcho.of("")).isEmpty();
        assertThat(ScalaEcho.of("// mutated v")).isEmpty();
    }
}
