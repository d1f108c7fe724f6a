package dev.hearth.interpreter.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.interpreter.RecordingSink;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What later interpreters need of the contract, used once. */
class SketchTest {
    private final Interpreter interpreter = new SketchInterpreter();
    private final RecordingSink sink = new RecordingSink();
    private final CellContext context = new CellContext() {
        @Override
        public OutputSink output() {
            return sink;
        }

        @Override
        public String input(String prompt, boolean password) throws InputNotAllowedException {
            if (password) {
                throw new InputNotAllowedException();
            }
            return "Ada";
        }

        @Override
        public boolean interrupted() {
            return false;
        }
    };

    @BeforeEach
    void start() throws Exception {
        interpreter.start();
    }

    private static Cell cell(String id, String code) {
        return new Cell(id, code, 1, false, true, "tag-" + id, null);
    }

    @Test
    void cell_withAValue_succeeds() throws Exception {
        interpreter.execute(cell("1", "x = 5"), context);
        ExecutionResult result = interpreter.execute(cell("2", "x"), context);
        assertThat(kind(result)).isEqualTo("succeeded");
        assertThat(result).isEqualTo(ExecutionResult.Succeeded.of(MimeBundle.text("5")));
        assertThat(interpreter.complete("", 0).candidates()).hasSize(1);
        assertThat(interpreter.evaluate(Map.of("a", "x"), context)).containsKey("a");
    }

    @Test
    void userErrors_areValues_andDeathIsAnException() throws Exception {
        assertThat(kind(interpreter.execute(cell("1", "nope"), context))).isEqualTo("failed");
        assertThatThrownBy(() -> interpreter.execute(cell("2", "die"), context))
                .isInstanceOf(InterpreterDiedException.class);
        interpreter.start();
        assertThat(kind(interpreter.execute(cell("3", "x = 1"), context))).isEqualTo("succeeded");
    }

    @Test
    void interrupt_endsTheNamedCellOnly() throws Exception {
        CompletableFuture<ExecutionResult> running = CompletableFuture.supplyAsync(() -> {
            try {
                return interpreter.execute(cell("7", "wait"), context);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        interpreter.interrupt("8");
        while (!running.isDone()) {
            interpreter.interrupt("7");
            Thread.onSpinWait();
        }
        assertThat(kind(running.get(5, TimeUnit.SECONDS))).isEqualTo("interrupted");
    }

    @Test
    void comms_openedAndClosed_areListed() throws Exception {
        Facility.Comms comms = interpreter.facility(Facility.Comms.class).orElseThrow();
        RawJson content = RawJson.of("{\"comm_id\":\"c\",\"target_name\":\"toy\",\"data\":{}}");
        comms.receive(
                new Facility.CommMessage("comm_open", content, RawJson.EMPTY_OBJECT, List.of(ByteBuffer.allocate(2))),
                context);
        assertThat(comms.open()).containsEntry("c", "toy");
        assertThat(sink.events()).containsExactly("comm_msg:" + content);
    }

    @Test
    void subshells_areMadeListedAndDeleted() throws Exception {
        Facility.Subshells subshells =
                interpreter.facility(Facility.Subshells.class).orElseThrow();
        String id = subshells.create();
        Cell cell = new Cell("9", "x = 2", 1, false, false, "t", id);
        assertThat(kind(interpreter.execute(cell, context))).isEqualTo("succeeded");
        assertThat(subshells.list()).containsExactly(id);
        assertThat(subshells.delete(id)).isTrue();
    }

    @Test
    void debugger_answersAndSendsEvents() throws Exception {
        Facility.Debugger debugger =
                interpreter.facility(Facility.Debugger.class).orElseThrow();
        assertThat(debugger.request(RawJson.of("{\"command\":\"initialize\"}"), sink))
                .isEqualTo(RawJson.of("{\"success\":true}"));
        assertThat(sink.events()).hasSize(1);
    }

    @Test
    void values_passFromOneInterpreterToAnother() throws Exception {
        interpreter.execute(cell("1", "x = 42"), context);
        Facility.Values from = interpreter.facility(Facility.Values.class).orElseThrow();
        Facility.Values to = new SketchInterpreter();
        to.take("y", from.give("x").orElseThrow());
        assertThat(to.variables()).singleElement().matches(variable -> variable.name()
                .equals("y"));
        assertThat(from.give("none")).isEmpty();
    }

    @Test
    void input_isAskedOfTheContext() throws Exception {
        assertThat(interpreter.execute(cell("1", "ask"), context))
                .isEqualTo(ExecutionResult.Succeeded.of(MimeBundle.text("Ada")));
    }

    private static String kind(ExecutionResult result) {
        return result.match(ok -> "succeeded", bad -> "failed", stopped -> "interrupted", aborted -> "aborted");
    }
}
