package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter.Request;
import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Widgets as a client moves them: ipywidgets has to be in the Python of the tests. */
@ExtendWith(SharedPython.class)
class PythonCommsTest {
    private static final AtomicInteger MESSAGES = new AtomicInteger();

    private final TestPython python;
    private final Facility.Comms comms;

    PythonCommsTest(TestPython python) {
        this.python = python;
        comms = python.python.facility(Facility.Comms.class).orElseThrow();
    }

    @BeforeAll
    static void imports(TestPython python) throws Exception {
        python.value(
                "import time, threading, ipywidgets as widgets\nfrom IPython.display import display, clear_output");
    }

    /** What a client sends; its output is remembered. */
    private RecordingContext send(String type, String content, ByteBuffer... buffers) throws Exception {
        RecordingContext context = new RecordingContext("message-" + MESSAGES.incrementAndGet());
        comms.receive(
                new Facility.CommMessage(type, RawJson.of(content), RawJson.EMPTY_OBJECT, List.of(buffers)), context);
        return context;
    }

    private RecordingContext update(String comm, String state) throws Exception {
        return send(
                "comm_msg",
                "{\"comm_id\":\"" + comm + "\",\"data\":{\"method\":\"update\",\"state\":" + state
                        + ",\"buffer_paths\":[]}}");
    }

    private CompletableFuture<ExecutionResult> busy(RecordingContext context) throws Exception {
        var cell = python.begin("print('on', flush=True)\nwhile slider.value != 100: time.sleep(0.01)\n'off'", context);
        context.awaitOutput();
        return cell;
    }

    private String slider(String observer) throws Exception {
        python.value("slider = widgets.IntSlider(value=1)\n" + observer);
        return python.text("print(slider.comm.comm_id, end='') or slider.comm.comm_id")
                .replace("'", "");
    }

    @Test
    void slider_thatIsShown_opensItsCommsAndHasAView() throws Exception {
        RecordingContext context =
                python.output("slider = widgets.IntSlider(value=7, description='s')\ndisplay(slider)");
        assertThat(context.all).extracting(RecordingContext.Said::kind).contains("comm_open", "display_data");
        assertThat(context.all).anySatisfy(said -> assertThat(said.text())
                .contains("\"target_name\":\"jupyter.widget\"", "\"_model_name\":\"IntSliderModel\"", "\"value\":7"));
        assertThat(context.all)
                .anySatisfy(said -> assertThat(said.text()).contains("application/vnd.jupyter.widget-view+json"));
        String id = python.text("slider.comm.comm_id").replace("'", "");
        assertThat(comms.open()).contains(Map.entry(id, "jupyter.widget"));
        RecordingContext closing = python.output("slider.close()");
        assertThat(closing.all).extracting(RecordingContext.Said::kind).contains("comm_close");
        assertThat(comms.open()).doesNotContainKey(id);
    }

    @Test
    void slider_thatIsMoved_changesItsValueTellsObserversAndEchoes() throws Exception {
        String id = slider(
                "slider.observe(lambda change: print('now', change.new, threading.current_thread().name), 'value')");
        RecordingContext context = update(id, "{\"value\":42}");
        assertThat(context.out()).isEqualTo("now 42 MainThread\n");
        assertThat(context.all).anySatisfy(said -> assertThat(said.text()).contains("echo_update", "\"value\":42", id));
        assertThat(python.text("slider.value")).isEqualTo("42");
    }

    @Test
    void slider_thatIsMovedWhileACellRuns_changesItsValueBesideTheCell() throws Exception {
        String id = slider("slider.observe(lambda change: print('now', change.new), 'value')");
        RecordingContext cell = new RecordingContext();
        var running = busy(cell);
        assertThat(python.python.beside()).contains(Request.COMM);
        RecordingContext moved = update(id, "{\"value\":5}");
        assertThat(moved.out()).isEqualTo("now 5\n");
        assertThat(running).isNotDone();
        RecordingContext last = update(id, "{\"value\":100}");
        assertThat(running.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Succeeded.class);
        assertThat(last.out()).isEqualTo("now 100\n");
        assertThat(cell.out()).isEqualTo("on\n");
    }

    @Test
    void interruptOfACell_leavesAHandlerAlone_andThatOfTheHandlerTheCell() throws Exception {
        String id = slider(lines(
                "def slow(change):",
                "    print('began', flush=True)",
                "    try: time.sleep(30 if change.new == 2 else 0.5)",
                "    finally: print('ended')",
                "slider.observe(slow, 'value')"));
        RecordingContext cell = new RecordingContext();
        var running = busy(cell);
        RecordingContext slow = new RecordingContext("slow");
        CompletableFuture<Void> handled = CompletableFuture.runAsync(() -> {
            try {
                String content =
                        "{\"comm_id\":\"" + id + "\",\"data\":{\"method\":\"update\",\"state\":{\"value\":2}}}";
                comms.receive(
                        new Facility.CommMessage("comm_msg", RawJson.of(content), RawJson.EMPTY_OBJECT, List.of()),
                        slow);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        while (!slow.out().contains("began")) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        python.python.interrupt("slow");
        handled.get(10, TimeUnit.SECONDS);
        assertThat(slow.out()).isEqualTo("began\nended\n");
        assertThat(slow.all).anySatisfy(said -> {
            assertThat(said.kind()).isEqualTo("error");
            assertThat(said.text()).contains("KeyboardInterrupt");
        });
        assertThat(running).isNotDone();
        CompletableFuture<RecordingContext> next = CompletableFuture.supplyAsync(() -> {
            try {
                return update(id, "{\"value\":3}");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        python.interrupt();
        assertThat(running.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        assertThat(next.get(10, TimeUnit.SECONDS).out()).isEqualTo("began\nended\n");
    }

    @Test
    void handler_thatFails_saysSoUnderItsMessage() throws Exception {
        String id = slider("def fail(change): 1 / 0\nslider.observe(fail, 'value')");
        RecordingContext context = update(id, "{\"value\":9}");
        assertThat(context.all).anySatisfy(said -> {
            assertThat(said.kind()).isEqualTo("error");
            assertThat(said.text()).contains("ZeroDivisionError", "fail(change)");
        });
        assertThat(python.text("slider.value")).isEqualTo("9");
    }

    @Test
    void buffers_reachTheWidget_andComeBack() throws Exception {
        python.value(lines("import traitlets", "image = widgets.Image()"));
        String id = python.text("image.comm.comm_id").replace("'", "");
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, -1});
        RecordingContext context = send(
                "comm_msg",
                "{\"comm_id\":\"" + id
                        + "\",\"data\":{\"method\":\"update\",\"state\":{},\"buffer_paths\":[[\"value\"]]}}",
                bytes);
        assertThat(python.text("bytes(image.value)")).isEqualTo("b'\\x01\\x02\\x03\\xff'");
        assertThat(context.all).anySatisfy(said -> assertThat(said.text()).contains("echo_update", "+1"));
    }

    @Test
    void outputWidget_catchesWhatFollowsByTheIdOfTheRequest() throws Exception {
        python.value("out = widgets.Output()");
        String id = python.text("out.comm.comm_id").replace("'", "");
        RecordingContext context = new RecordingContext();
        python.run("with out:\n    print('caught')\n    display(5)\nprint('free')", context);
        List<String> texts =
                context.all.stream().map(RecordingContext.Said::text).toList();
        assertThat(texts.get(0)).contains(id, "\"msg_id\":\"cell-");
        assertThat(texts.get(1)).isEqualTo("caught\n");
        assertThat(texts.get(2)).contains("\"5\"");
        assertThat(texts.get(3)).contains(id, "\"msg_id\":\"\"");
        assertThat(texts.get(4)).isEqualTo("free\n");
    }

    @Test
    void outputWidget_inAHandler_catchesByTheIdOfTheMessage_andErrorsToo() throws Exception {
        String id = slider(lines(
                "out = widgets.Output()",
                "@out.capture()",
                "def show(change): print(change.new); 1 / 0",
                "slider.observe(show, 'value')"));
        RecordingContext context = update(id, "{\"value\":3}");
        assertThat(context.all)
                .anySatisfy(said -> assertThat(said.text()).contains("\"msg_id\":\"" + context.requestId() + "\""));
        assertThat(context.out()).isEqualTo("3\n");
        assertThat(context.all).extracting(RecordingContext.Said::kind).contains("error");
    }

    @Test
    void error_thatALibraryShows_isToldAndTheCellGoesOn() throws Exception {
        RecordingContext context = new RecordingContext();
        assertThat(python.value("with widgets.Output(): 1 / 0\n'on'", context)).contains("on");
        assertThat(context.all).anySatisfy(said -> {
            assertThat(said.kind()).isEqualTo("error");
            assertThat(said.text()).contains("ZeroDivisionError");
        });
    }

    @Test
    void open_ofAnUnknownTarget_isAnsweredWithAClose() throws Exception {
        RecordingContext context = send("comm_open", "{\"comm_id\":\"c1\",\"target_name\":\"nobody\",\"data\":{}}");
        assertThat(context.all).extracting(RecordingContext.Said::kind).containsExactly("comm_close");
        assertThat(comms.open()).doesNotContainKey("c1");
        assertThat(update("c1", "{}").all).isEmpty();
    }

    @Test
    void target_thatACellRegisters_getsItsComms() throws Exception {
        python.value(lines(
                "import comm",
                "def opened(c, message):",
                "    c.on_msg(lambda m: c.send({'twice': m['content']['data'] * 2}))",
                "comm.get_comm_manager().register_target('echo', opened)"));
        send("comm_open", "{\"comm_id\":\"c2\",\"target_name\":\"echo\",\"data\":{}}");
        assertThat(comms.open()).containsEntry("c2", "echo");
        RecordingContext context = send("comm_msg", "{\"comm_id\":\"c2\",\"data\":21}");
        assertThat(context.all).anySatisfy(said -> assertThat(said.text()).contains("\"twice\":42"));
        send("comm_close", "{\"comm_id\":\"c2\",\"data\":{}}");
        assertThat(comms.open()).doesNotContainKey("c2");
    }

    @Test
    void messages_areHandledInTheOrderOfTheirComing() throws Exception {
        String id = slider("seen = []\nslider.observe(lambda change: seen.append(change.new), 'value')");
        RecordingContext cell = new RecordingContext();
        var running = busy(cell);
        for (int i = 2; i <= 100; i++) {
            update(id, "{\"value\":" + i + "}");
        }
        running.get(10, TimeUnit.SECONDS);
        update(id, "{\"value\":50}");
        assertThat(python.text("seen == [*range(2, 101), 50]")).isEqualTo("True");
    }
}
