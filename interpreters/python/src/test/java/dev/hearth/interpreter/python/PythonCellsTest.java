package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.ExecutionResult.Failed;
import dev.hearth.interpreter.ExecutionResult.Succeeded;
import dev.hearth.interpreter.ExpressionResult;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPython.class)
class PythonCellsTest {
    private final TestPython python;

    PythonCellsTest(TestPython python) {
        this.python = python;
    }

    private static String order(RecordingContext said) {
        return said.all.stream().map(one -> one.kind() + ":" + one.text()).collect(Collectors.joining("|"));
    }

    @Test
    void execute_expression_returnsItsValue() throws Exception {
        assertThat(python.text("1 + 1")).isEqualTo("2");
        assertThat(python.python.languageInfo().version()).matches("3\\.\\d+\\.\\d+");
    }

    @Test
    void execute_semicolonAtTheEnd_returnsNoValue() throws Exception {
        assertThat(python.value("1 + 1;")).isEmpty();
    }

    @Test
    void execute_richValue_returnsAllItsForms() throws Exception {
        assertThat(python.value("class H:\n  def _repr_html_(self): return '<b>x</b>'\nH()"))
                .contains("\"text/html\":\"<b>x</b>\"", "text/plain");
    }

    @Test
    void execute_streamsAndDisplays_keepOneOrder() throws Exception {
        String code = "import sys\nprint('a'); print('b', file=sys.stderr); display('d')\nprint('c'); 7";
        assertThat(order(python.output(code)))
                .isEqualTo("stdout:a\n|stderr:b\n|display_data:{\"text/plain\":\"'d'\"}|stdout:c\n");
    }

    @Test
    void display_withId_isUpdatedLater() throws Exception {
        RecordingContext first = python.output("h = display('old', display_id='me')");
        RecordingContext second = python.output("h.update('new')");
        assertThat(order(first)).contains("'old'", "{\"display_id\":\"me\"}");
        assertThat(order(second)).isEqualTo("update_display_data:{\"text/plain\":\"'new'\"} me");
    }

    @Test
    void clearOutput_isSaid() throws Exception {
        assertThat(order(python.output("from IPython.display import clear_output\nclear_output(wait=True)")))
                .isEqualTo("clear_output:true");
    }

    @Test
    void display_ofBytesAndNaN_isReadableJson() throws Exception {
        String code = lines(
                "from IPython.display import display",
                "display({'image/png': b'\\x89PNG', 'application/json': {'x': float('nan'), 'y': {1, }}}, raw=True)");
        assertThat(order(python.output(code))).contains("\"image/png\":\"iVBORw==\"", "{\"x\":null,\"y\":[1]}");
    }

    @Test
    void display_withBuffers_carriesThem() throws Exception {
        String code = lines(
                "get_ipython().display_pub.publish({'text/plain': 'x'}, buffers=[b'123'])",
                "get_ipython().display_pub.displays.broadcast('comm_msg', {'comm_id': 'c'}, {'m': 1}, [b'1', b'2'])");
        assertThat(order(python.output(code)))
                .isEqualTo("display_data:{\"text/plain\":\"x\"} +1|comm_msg:{\"comm_id\":\"c\"} {\"m\":1} +2");
    }

    @Test
    void execute_error_hasNameValueAndColouredTraceback() throws Exception {
        Failed failed = (Failed) python.run("def f():\n    return 1 / 0\nf()", new RecordingContext());
        assertThat(failed.ename()).isEqualTo("ZeroDivisionError");
        assertThat(failed.evalue()).isEqualTo("division by zero");
        assertThat(String.join("\n", failed.traceback())).contains("\u001b[", "ZeroDivisionError");
        assertThat(String.join("\n", failed.traceback())).doesNotContain("_hearth", "interactiveshell");
    }

    @Test
    void execute_syntaxError_isAnError() throws Exception {
        Failed failed = (Failed) python.run("1 +", new RecordingContext());
        assertThat(failed.ename()).isEqualTo("SyntaxError");
        assertThat(failed.traceback()).isNotEmpty();
    }

    @Test
    void execute_exit_failsTheCellAndTheSessionGoesOn() throws Exception {
        python.value("kept = 5");
        Failed failed = (Failed) python.run("import sys; sys.exit(3)", new RecordingContext());
        assertThat(failed.ename()).isEqualTo("SystemExit");
        assertThat(String.join("\n", failed.traceback())).contains("The session goes on");
        assertThat(python.output("quit()").err()).contains("The session goes on");
        assertThat(python.text("kept")).isEqualTo("5");
    }

    @Test
    void execute_magicsAndShell_work() throws Exception {
        assertThat(python.output("!echo from-shell").out()).contains("from-shell");
        assertThat(python.output("%timeit -n1 -r1 pass").out()).contains("loop");
        assertThat(python.text("%pwd")).contains("/");
        assertThat(python.run("%nosuchmagic", new RecordingContext())).isInstanceOf(Failed.class);
    }

    @Test
    void execute_topLevelAwait_works() throws Exception {
        assertThat(python.text("import asyncio\nawait asyncio.sleep(0.01, 'slept')"))
                .isEqualTo("'slept'");
    }

    @Test
    void execute_plot_isShownAtTheEndOfTheCell() throws Exception {
        assertThat(order(python.output("import matplotlib.pyplot as plt\nplt.plot([1, 2]); print('end')")))
                .matches("(?s)stdout:end\n\\|display_data:.*\"image/png\":\"iVBOR.*");
        assertThat(order(python.output("%matplotlib inline\nplt.plot([1, 2]);")))
                .contains("\"image/png\":\"iVBOR");
    }

    @Test
    void execute_pagerAndNextInput_arePayloads() throws Exception {
        Succeeded paged = (Succeeded) python.run("print?", new RecordingContext());
        assertThat(paged.payloads().toString()).contains("\"source\":\"page\"", "text/plain", "sep=");
        Succeeded next = (Succeeded) python.run("get_ipython().set_next_input('x = 1')", new RecordingContext());
        assertThat(next.payloads().toString()).contains("\"source\":\"set_next_input\"", "\"text\":\"x = 1\"");
    }

    @Test
    void execute_silent_showsNoValueAndStoresNothing() throws Exception {
        RecordingContext said = new RecordingContext();
        Cell silent = new Cell("s", "print('x'); 5", 0, true, false, "t", null);
        Succeeded done = (Succeeded) python.python.execute(silent, said);
        assertThat(done.value()).isNull();
        assertThat(said.out()).isEqualTo("x\n");
    }

    @Test
    void execute_countFromOutside_numbersInAndOut() throws Exception {
        python.python.execute(new Cell("c", "'forty'", 4040, false, true, "t", null), new RecordingContext());
        assertThat(python.python.execute(
                        new Cell("c", "(Out[4040], In[4040])", 4041, false, true, "t", null), new RecordingContext()))
                .asString()
                .contains("('forty', \\\"'forty'\\\")");
    }

    @Test
    void evaluate_expressions_givesValuesAndErrors() throws Exception {
        python.value("answer = 42");
        Map<String, ExpressionResult> values =
                python.python.evaluate(Map.of("a", "answer", "b", "nosuch"), new RecordingContext());
        assertThat(values.get("a")).isInstanceOfSatisfying(ExpressionResult.Value.class, value -> assertThat(
                        value.bundle().data().toString())
                .contains("42"));
        assertThat(values.get("b"))
                .isInstanceOfSatisfying(ExpressionResult.Failed.class, failed -> assertThat(failed.ename())
                        .isEqualTo("NameError"));
    }

    @Test
    void input_isAskedOfTheClient() throws Exception {
        RecordingContext context = new RecordingContext();
        context.lines.add("Ada");
        context.lines.add("secret");
        String code = "print('before')\nname = input('Name? ')\nimport getpass\n(name, getpass.getpass('Key: '))";
        assertThat(python.value(code, context)).contains("('Ada', 'secret')");
        assertThat(context.prompts).containsExactly("Name? ", "Key:  (hidden)");
        assertThat(context.out()).isEqualTo("before\n");
    }

    @Test
    void input_notAllowed_isAnErrorOfTheCell() throws Exception {
        Failed failed = (Failed) python.run("input()", new RecordingContext(true, false));
        assertThat(failed.ename()).isEqualTo("StdinNotImplementedError");
        assertThat(failed.evalue()).contains("does not support input");
    }

    @Test
    void thread_keepsTheCellThatStartedIt() throws Exception {
        RecordingContext first = new RecordingContext();
        python.value(
                lines(
                        "import threading\ngo = threading.Event()",
                        "t = threading.Thread(target=lambda: (go.wait(), print('late')))\nt.start()"),
                first);
        RecordingContext second = python.output("go.set(); t.join(); print('now')");
        assertThat(second.out()).isEqualTo("now\n");
        assertThat(first.out()).isEqualTo("late\n");
    }

    @Test
    void asyncTask_keepsTheCellThatStartedIt() throws Exception {
        RecordingContext first = new RecordingContext();
        python.value(
                lines(
                        "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n    print('task')",
                        "task = asyncio.ensure_future(later())\nawait asyncio.sleep(0)"),
                first);
        RecordingContext second = python.output("await task\nprint('second')");
        assertThat(second.out()).isEqualTo("second\n");
        assertThat(first.out()).isEqualTo("task\n");
    }

    @Test
    void processesAndC_areCapturedInOrder() throws Exception {
        String code = lines(
                "import os, subprocess, ctypes\nprint('1')\nsubprocess.run(['sh', '-c', 'echo 2; echo e2 >&2'])",
                "print('3')\nos.system('echo 4')\nprint('5')",
                "ctypes.CDLL(None).printf(b'six, without a newline')");
        RecordingContext said = python.output(code + "; os.write(1, b'7')\nNone");
        assertThat(said.out()).startsWith("1\n2\n3\n4\n5\n").contains("six, without a newline", "7");
        assertThat(said.err()).isEqualTo("e2\n");
    }

    @Test
    void process_thatOutlivesItsCell_speaksInTheCellThatRunsThen() throws Exception {
        RecordingContext first = python.output(lines(
                "import subprocess",
                "late = subprocess.Popen(['sh', '-c', 'echo early; read go; echo late'], stdin=subprocess.PIPE)",
                "import time; time.sleep(0.3)"));
        assertThat(python.output("late.communicate(b'go')\nNone").out()).isEqualTo("late\n");
        assertThat(first.out()).isEqualTo("early\n");
    }

    @Test
    void userCode_closingDescriptors_harmsNothing() throws Exception {
        python.output("import sys\nsys.stdout.close(); sys.__stdout__.flush()");
        assertThat(python.output("print('still')").out()).isEqualTo("still\n");
        assertThat(python.output("sys.stdout.buffer.write('bÿtes'.encode()); sys.stdout.flush()")
                        .out())
                .isEqualTo("bÿtes");
    }

    @Test
    void fork_speaksThroughTheSession() throws Exception {
        String code = """
                import os, sys
                pid = os.fork()
                if pid == 0:
                    print('child'); sys.stdout.flush(); os._exit(0)
                os.waitpid(pid, 0)[1]""";
        RecordingContext said = new RecordingContext();
        assertThat(python.value(code, said)).contains("\"0\"");
        assertThat(said.out()).isEqualTo("child\n");
        assertThat(python.text("'sound'")).isEqualTo("'sound'");
    }

    @Test
    void multiprocessing_works() throws Exception {
        assertThat(python.text(lines(
                        "from multiprocessing import Pool",
                        "with Pool(2) as pool: squares = pool.map(abs, [-1, -2])\nsquares")))
                .isEqualTo("[1, 2]");
    }

    @Test
    void pickle_ofAUsersClass_works() throws Exception {
        assertThat(python.text("import pickle\nclass P: x = 3\npickle.loads(pickle.dumps(P())).x"))
                .isEqualTo("3");
    }

    @Test
    void print_ofLoneSurrogates_isVisible() throws Exception {
        assertThat(python.output("print('\\udc80 and \\U0001F600')").out()).isEqualTo("\\udc80 and 😀\n");
    }
}
