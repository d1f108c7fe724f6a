package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter.Request;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedPython.class)
class PythonValuesTest {
    private final TestPython python;
    private final Facility.Values values;

    PythonValuesTest(TestPython python) {
        this.python = python;
        values = python.python.facility(Facility.Values.class).orElseThrow();
    }

    private @Nullable Object given(String expression) throws Exception {
        python.value("import datetime, decimal\npassed = " + expression);
        return PlainValue.read(values.give("passed").orElseThrow());
    }

    @Test
    void give_plainValues_areWhatJavaHasForThem() throws Exception {
        assertThat(given("None")).isNull();
        assertThat(given("[True, 5, 10**20, 1.0, float('inf'), 'té😀']"))
                .isEqualTo(List.of(
                        true, 5L, new BigInteger("100000000000000000000"), 1.0, Double.POSITIVE_INFINITY, "té😀"));
        assertThat(given("decimal.Decimal('1.10')")).isEqualTo(new BigDecimal("1.10"));
        assertThat(given("datetime.date(2026, 1, 31)")).isEqualTo(LocalDate.of(2026, 1, 31));
        assertThat(given("datetime.datetime(2026, 1, 31, 10)")).isEqualTo(LocalDateTime.of(2026, 1, 31, 10, 0));
        assertThat(given("datetime.datetime(2026, 1, 31, 10, 0, 0, 1, datetime.timezone(datetime.timedelta(hours=1)))"))
                .isEqualTo(Instant.parse("2026-01-31T09:00:00.000001Z"));
        assertThat(given("b'\\x00\\xff'")).isEqualTo(new byte[] {0, -1});
        assertThat(given("{'$decimal': {1: (2, 3)}}")).isEqualTo(Map.of("$decimal", Map.of(1L, List.of(2L, 3L))));
    }

    @Test
    void give_numpyAndPandasValues_arePlainOnes() throws Exception {
        python.value("import numpy, pandas");
        assertThat(given("numpy.int64(7)")).isEqualTo(7L);
        assertThat(given("numpy.arange(4).reshape(2, 2)")).isEqualTo(List.of(List.of(0L, 1L), List.of(2L, 3L)));
        assertThat(given("pandas.Series([1.5, 2.5])")).isEqualTo(List.of(1.5, 2.5));
        assertThat(given("pandas.Timestamp('2026-01-31 10:00')")).isEqualTo(LocalDateTime.of(2026, 1, 31, 10, 0));
    }

    @Test
    void give_afterACellThatWasInterrupted_isNotInterruptedAgain() throws Exception {
        RecordingContext context = new RecordingContext();
        var cell = python.begin("kept = 5\nprint('on', flush=True)\nwhile True: pass", context);
        context.awaitOutput();
        context.interruptInput();
        python.interrupt();
        assertThat(cell.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        for (int i = 0; i < 20; i++) {
            assertThat(PlainValue.read(values.give("kept").orElseThrow())).isEqualTo(5L);
        }
    }

    @Test
    void give_aNameThatIsNotThere_isEmpty() throws Exception {
        assertThat(values.give("no_such_name_at_all")).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "object(), type object",
        "'[1, object()]', type list",
        "pandas.DataFrame.sum, type function",
        "chr(120) * (17 << 20), 16 MiB",
        "(lambda: pandas.DataFrame())(), no Spark",
    })
    void give_whatCannotPass_saysWhy(String expression, String why) throws Exception {
        python.value("import pandas\npassed = " + expression);
        assertThatThrownBy(() -> values.give("passed"))
                .isInstanceOf(UnpassableValueException.class)
                .hasMessageContaining(why);
    }

    @Test
    void take_plainValues_arePythonsOwn() throws Exception {
        Map<Object, Object> value = new LinkedHashMap<>();
        value.put("list", Arrays.asList(1, null, true, 2.5, Double.NaN, new BigInteger("100000000000000000000")));
        value.put(
                "when",
                List.of(
                        LocalDate.of(2026, 1, 31),
                        LocalDateTime.of(2026, 1, 31, 10, 0),
                        Instant.parse("2026-01-31T10:00:00.123456789Z")));
        value.put("rest", Arrays.asList(new BigDecimal("1.10"), new byte[] {1}, Map.of(1L, "one"), Map.of("$x", 1L)));
        values.take("taken", PlainValue.of(value, "Map"));
        assertThat(python.output("print(taken)").out())
                .isEqualTo("{'list': [1, None, True, 2.5, nan, 100000000000000000000],"
                        + " 'when': [datetime.date(2026, 1, 31), datetime.datetime(2026, 1, 31, 10, 0),"
                        + " datetime.datetime(2026, 1, 31, 10, 0, 0, 123456, tzinfo=datetime.timezone.utc)],"
                        + " 'rest': [Decimal('1.10'), b'\\x01', {1: 'one'}, {'$x': 1}]}\n");
        assertThat(values.variables()).extracting(Facility.Variable::name).contains("taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a': [1.5, None, {'b': (1, 2)}]}",
                "[]",
                "{}",
                "'$'",
                "{'$': 1}",
                "{'$$x': {'$y': 0}}",
                "{(1, 2): 3}"
            })
    void whatJavaGivesBack_isWhatPythonGave(String expression) throws Exception {
        values.take("back", PlainValue.of(given(expression), "any"));
        assertThat(python.text("back == passed or (back, passed)").replace("(1, 2)", "[1, 2]"))
                .isIn("True", "({'a': [1.5, None, {'b': [1, 2]}]}, {'a': [1.5, None, {'b': [1, 2]}]})");
    }

    private static Facility.Variable of(Map<String, Facility.Variable> found, String name) {
        return Optional.ofNullable(found.get(name)).orElseThrow();
    }

    @Test
    void variables_areThoseThatUsersMade() throws Exception {
        python.value(lines(
                "import json, numpy, pandas",
                "from os.path import join",
                "seen_text = 'a' * 1000",
                "seen_frame = pandas.DataFrame({'a': [1, 2], 'b': [3, 4]})",
                "seen_array = numpy.zeros((2, 3))",
                "class Unseen:",
                "    def __repr__(self): return 1 / 0",
                "seen_failing = Unseen()",
                "_unseen = 5"));
        Map<String, Facility.Variable> found = new LinkedHashMap<>();
        values.variables().forEach(one -> found.put(one.name(), one));
        assertThat(found).doesNotContainKeys("json", "join", "Unseen", "_unseen", "In", "Out", "exit", "get_ipython");
        assertThat(of(found, "seen_text").preview()).startsWith("'aaa").hasSize(200);
        assertThat(found.get("seen_frame"))
                .satisfies(one -> assertThat(one.type()).isEqualTo("pandas.DataFrame"))
                .satisfies(one -> assertThat(one.preview()).isEqualTo("2 rows × 2 columns: a, b"))
                .satisfies(one -> assertThat(one.sizeBytes()).isPositive());
        assertThat(of(found, "seen_array").sizeBytes()).isEqualTo(48);
        assertThat(of(found, "seen_failing").preview()).contains("Unseen", "ZeroDivisionError");
    }

    @Test
    void variables_whileACellRuns_areListedWithoutRunningUsersCode() throws Exception {
        assertThat(python.python.beside()).contains(Request.VARIABLES);
        python.value(lines(
                "import time",
                "class Loud:",
                "    def __repr__(self): global loud; loud = True; return 'loud'",
                "loud, seen_loud, seen_list = False, Loud(), [Loud()]"));
        RecordingContext context = new RecordingContext();
        var cell = python.begin("print('on', flush=True)\nwhile True: time.sleep(0.01)", context);
        context.awaitOutput();
        assertThat(values.variables())
                .anySatisfy(one -> assertThat(one.preview()).isEqualTo("<Loud>"))
                .anySatisfy(one -> assertThat(one.preview()).isEqualTo("list of 1"));
        python.interrupt();
        cell.get();
        assertThat(python.text("loud")).isEqualTo("False");
    }
}
