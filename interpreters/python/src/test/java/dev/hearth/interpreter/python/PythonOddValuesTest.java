package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.ExpressionResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cells show that cannot be shown, and ask that nobody answers: never more than an error of the cell. */
@ExtendWith(SharedPython.class)
class PythonOddValuesTest {
    private final TestPython python;

    PythonOddValuesTest(TestPython python) throws Exception {
        this.python = python;
        python.run("alive = 'alive'", new RecordingContext());
    }

    @AfterEach
    void variablesAreStillThere() throws Exception {
        assertThat(python.text("alive")).isEqualTo("'alive'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from IPython.display import publish_display_data\npublish_display_data('hello')",
                "display({'text/plain': 'x'}, raw=True, metadata=[1])",
                "display({'text/plain': 'x'}, raw=True, transient=3)"
            })
    void display_ofWhatIsNoBundle_isAnErrorOfTheCell(String code) throws Exception {
        assertThat(python.run(code, new RecordingContext()))
                .isInstanceOfSatisfying(ExecutionResult.Failed.class, failed -> assertThat(failed.ename())
                        .isEqualTo("TypeError"));
    }

    @Test
    void result_whoseTextCannotBeMade_isShownAsSuch() throws Exception {
        python.run(
                lines(
                        "class Inner:",
                        "    def __repr__(self): raise AttributeError('no text')",
                        "class Odd:",
                        "    def _repr_json_(self): return {'a': Inner()}",
                        "    def __repr__(self): return 'odd'"),
                new RecordingContext());
        assertThat(python.run("Odd()", new RecordingContext()))
                .isInstanceOfSatisfying(
                        ExecutionResult.Succeeded.class, succeeded -> assertThat(String.valueOf(succeeded.value()))
                                .isNotEmpty());
    }

    @Test
    void expressions_tooLargeTogether_areToldSo() throws Exception {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            expressions.put("e" + i, "'x' * 400_000");
        }
        RecordingContext context = new RecordingContext();
        python.run("1", context);
        Map<String, ExpressionResult> values = python.python.evaluate(expressions, context);
        assertThat(values).hasSize(4);
        assertThat(String.valueOf(values.get("e3"))).contains("too large");
    }

    @Test
    void input_thatTheCellGivesUp_endsWithTheCell() throws Exception {
        var done = python.begin(
                lines(
                        "import signal",
                        "def late(*_): raise TimeoutError('too late')",
                        "signal.signal(signal.SIGALRM, late)",
                        "signal.setitimer(signal.ITIMER_REAL, 0.3)",
                        "try:",
                        "    input('quick: ')",
                        "except TimeoutError as e:",
                        "    print(e)"),
                new RecordingContext());
        assertThat(done.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Succeeded.class);
    }

    @Test
    void input_ofAThreadThatOutlivesItsCell_isRefused() throws Exception {
        python.run(
                lines(
                        "import threading, time",
                        "told = []",
                        "def ask():",
                        "    time.sleep(0.3)",
                        "    try: input('anyone? ')",
                        "    except BaseException as e: told.append(str(e))",
                        "asker = threading.Thread(target=ask); asker.start()"),
                new RecordingContext());
        assertThat(python.value("(asker.join(10), told)[1]")).contains("nobody can be asked");
    }

    @Test
    void output_thatAlternatesBetweenTheStreams_doesNotPileUp() throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        python.value(
                lines(
                        "import sys",
                        "for _ in range(300):",
                        "    sys.stdout.write('o' * 60_000)",
                        "    sys.stderr.write('e' * 60_000)"),
                context);
        assertThat(context.streamBytes.get()).isEqualTo(36_000_000);
    }
}
