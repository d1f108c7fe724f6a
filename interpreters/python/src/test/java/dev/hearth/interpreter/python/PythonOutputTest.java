package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.protocol.StreamName;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPython.class)
class PythonOutputTest {
    private static final int MEBIBYTE = 1 << 20;

    private final TestPython python;

    PythonOutputTest(TestPython python) {
        this.python = python;
    }

    @Test
    void print_of200Mebibytes_passesInBoundedMemory() throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        python.value("for _ in range(200 * 1024): print('x' * 1023)", context);
        System.gc();
        long grown = runtime.totalMemory() - runtime.freeMemory() - before;
        assertThat(context.streamBytes.get()).isEqualTo(200L * MEBIBYTE);
        assertThat(context.largest.get()).isLessThanOrEqualTo(MEBIBYTE);
        assertThat(grown).isLessThan(16L * MEBIBYTE);
    }

    @Test
    void print_ofOneHugeText_comesInPieces() throws Exception {
        RecordingContext context = new RecordingContext(false, true);
        python.value("print('€' * 20_000_000, end='')", context);
        assertThat(context.streamBytes.get()).isEqualTo(60_000_000);
        assertThat(context.largest.get()).isLessThanOrEqualTo(MEBIBYTE);
    }

    @Test
    void print_withoutANewline_comesSoon() throws Exception {
        RecordingContext context = new RecordingContext();
        var done = python.begin("import time\nprint('early', end='')\nwhile True: time.sleep(0.01)", context);
        context.awaitOutput();
        assertThat(context.out()).isEqualTo("early");
        assertThat(done.isDone()).isFalse();
        python.interrupt();
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void display_tooLargeForTheLimit_isAnErrorOfTheCell() throws Exception {
        ExecutionResult result =
                python.run("display({'text/plain': 'x' * (2 << 20)}, raw=True)", new RecordingContext());
        assertThat(result).isInstanceOfSatisfying(ExecutionResult.Failed.class, failed -> assertThat(failed.evalue())
                .contains("too much to show at once"));
        assertThat(python.text("class Big:\n  def __repr__(self): return 'x' * (2 << 20)\nBig()"))
                .contains("too large to show");
    }

    @Test
    void sink_thatBlocks_holdsTheCellBackAndNothingElse() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        BlockingContext context = new BlockingContext(open);
        var done = python.begin("for n in range(20_000): print('y' * 1000)", context);
        assertThat(context.entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(python.python.complete("prin", 4).candidates()).isNotEmpty();
        assertThat(done.isDone()).isFalse();
        open.countDown();
        done.get(20, TimeUnit.SECONDS);
        assertThat(context.inner.streamBytes.get()).isEqualTo(20_000L * 1001);
    }

    @Test
    void sink_thatBlocksForever_letsAnInterruptThrough() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        BlockingContext context = new BlockingContext(open);
        var done = python.begin("while True: print('y' * 1000)", context);
        assertThat(context.entered.await(10, TimeUnit.SECONDS)).isTrue();
        context.inner.interruptInput();
        open.countDown();
        python.interrupt();
        assertThat(done.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
    }

    @Test
    void sink_thatAnEarlierCellsThreadBlocks_letsAnInterruptOfTheNextCellThrough() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        BlockingContext flooding = new BlockingContext(open);
        python.value(
                TestPython.lines(
                        "import threading, time",
                        "def flood():",
                        "    time.sleep(0.2)",
                        "    for _ in range(3000): print('y' * 1000)",
                        "flooding = threading.Thread(target=flood)",
                        "flooding.start()"),
                flooding);
        assertThat(flooding.entered.await(10, TimeUnit.SECONDS)).isTrue();
        RecordingContext next = new RecordingContext();
        var done = python.begin("while True: pass", next);
        assertThatThrownBy(() -> done.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        next.interruptInput();
        python.interrupt();
        assertThat(done.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionResult.Interrupted.class);
        open.countDown();
        assertThat(python.text("flooding.join(10); flooding.is_alive()")).isEqualTo("False");
    }

    /** A log that is full until {@code open}; once the cell is interrupted it takes nothing any more. */
    private static final class BlockingContext extends ForwardingContext {
        private final CountDownLatch open;
        private final CountDownLatch entered = new CountDownLatch(1);

        BlockingContext(CountDownLatch open) {
            super(new RecordingContext(false, true));
            this.open = open;
        }

        @Override
        public void stream(StreamName name, byte[] utf8, int offset, int length) throws InterruptedException {
            entered.countDown();
            open.await();
            if (inner.interrupted()) {
                throw new InterruptedException("the cell is interrupted");
            }
            inner.stream(name, utf8, offset, length);
        }
    }
}
