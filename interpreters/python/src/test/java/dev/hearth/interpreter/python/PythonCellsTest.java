package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonCellsTest {
    private TestPython python;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        python = TestPython.in(directory);
    }

    @AfterAll
    void close() {
        python.close();
    }

    @Test
    void execute_expression_returnsItsValue() throws Exception {
        assertThat(python.text("1 + 1")).isEqualTo("2");
    }

    @Test
    void execute_print_isStreamed() throws Exception {
        assertThat(python.output("print('hello'); import sys; print('bad', file=sys.stderr)"))
                .satisfies(said -> assertThat(said.out()).isEqualTo("hello\n"))
                .satisfies(said -> assertThat(said.err()).isEqualTo("bad\n"));
    }
}
