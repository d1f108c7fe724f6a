package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cells come to: values, definitions, errors, output. One interpreter for all. */
class ScalaInterpreterTest {
    static final AtomicInteger ASKED = new AtomicInteger();
    static ScalaSession session;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Binding answer = new Binding("answer", "java.lang.Integer", () -> {
            ASKED.incrementAndGet();
            System.out.println("asked");
            return 42;
        });
        Binding catalog = new Binding("catalog", "java.util.Map.Entry[String, java.util.List[Int]]", () -> {
            throw new IllegalStateException("no catalog here");
        });
        session = new ScalaSession(ScalaSettings.in(folder)
                .withBindings(
                        List.of(answer, catalog), List.of("import scala.math.{max => larger}", "import catalog._")));
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
    }

    @Test
    void execute_expression_showsTheShellsText() throws Exception {
        assertThat(session.text("1 + 1")).matches("val res\\d+: Int = 2");
    }
}
