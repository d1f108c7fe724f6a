package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One interpreter and its cell thread, as a driver would hold them. Used by one test at a time. */
final class ScalaSession {
    final StandardStreams streams;
    final ScalaInterpreter interpreter;
    private final ExecutorService cellThread = Executors.newSingleThreadExecutor(task -> new Thread(task, "cells"));
    private int count;

    ScalaSession(ScalaSettings settings) throws InterpreterException {
        streams = Routing.begin();
        interpreter = new ScalaInterpreter(settings, streams);
        interpreter.start();
    }

    /** Begins a cell on the cell thread. */
    Running begin(String code, String... answers) {
        return begin(code, false, answers);
    }

    Running begin(String code, boolean silent, String... answers) {
        int number = ++count;
        Context context = new Context(answers);
        Cell cell = new Cell("m" + number, code, number, silent, !silent, "tag-" + number, null);
        Future<ExecutionResult> result = cellThread.submit(() -> interpreter.execute(cell, context));
        return new Running(cell.id(), context, result);
    }

    /** Runs a cell whose result a client of Livy's reads. */
    ExecutionResult livy(String code) throws Exception {
        int number = ++count;
        Context context = new Context();
        Cell cell = new Cell(
                "m" + number, code, number, false, true, "tag-" + number, null, java.util.Map.of(Cell.LIVY, "true"));
        Future<ExecutionResult> result = cellThread.submit(() -> interpreter.execute(cell, context));
        return new Running(cell.id(), context, result).result();
    }

    /** Runs something on the cell thread. */
    <T> T onCellThread(java.util.concurrent.Callable<T> work) throws Exception {
        return cellThread.submit(work).get(60, TimeUnit.SECONDS);
    }

    /** Runs a cell that must succeed and returns its text. */
    String text(String code) throws Exception {
        ExecutionResult result = begin(code).result();
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        return textOf(result);
    }

    /** Runs a cell that must fail. */
    ExecutionResult.Failed failure(String code) throws Exception {
        ExecutionResult result = begin(code).result();
        assertThat(result).isInstanceOf(ExecutionResult.Failed.class);
        return (ExecutionResult.Failed) result;
    }

    /** {@code text/plain} of a cell that succeeded, or {@code ""}. */
    static String textOf(ExecutionResult result) {
        MimeBundle value = ((ExecutionResult.Succeeded) result).value();
        return value == null ? "" : plain(value);
    }

    /** {@code data} of a cell that succeeded, or {@code ""}. */
    static String dataOf(ExecutionResult result) {
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        MimeBundle value = ((ExecutionResult.Succeeded) result).value();
        return value == null ? "" : value.data().toString();
    }

    static String plain(MimeBundle bundle) {
        JsonNode data = Json.parse(bundle.data());
        return data.path(MimeBundle.TEXT_PLAIN).asText();
    }

    void close() throws Exception {
        interpreter.close();
        cellThread.shutdownNow();
        assertThat(cellThread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        Routing.end();
    }

    /** The one routing of a test JVM's standard streams, for as long as it has sessions. */
    private static final class Routing {
        private static @Nullable StandardStreams streams;
        private static PrintStream before = System.out;
        private static int sessions;

        static synchronized StandardStreams begin() {
            StandardStreams routed = streams;
            if (routed == null) {
                before = System.out;
                routed = streams = StandardStreams.install();
            }
            sessions++;
            return routed;
        }

        static synchronized void end() {
            sessions--;
            if (sessions == 0 && streams != null) {
                streams.close();
                streams = null;
                assertThat(System.out).isSameAs(before);
            }
        }
    }

    /** A cell under way. */
    final class Running {
        final String id;
        final Context context;
        private final Future<ExecutionResult> result;

        Running(String id, Context context, Future<ExecutionResult> result) {
            this.id = id;
            this.context = context;
            this.result = result;
        }

        RecordedSink sink() {
            return context.sink;
        }

        void interrupt() {
            context.interrupted = true;
            context.sink.interrupt();
            interpreter.interrupt(id);
        }

        ExecutionResult result() throws InterruptedException, ExecutionException, TimeoutException {
            return result.get(60, TimeUnit.SECONDS);
        }

        boolean isDone() {
            return result.isDone();
        }
    }

    /** A context whose client answers with prepared lines, then cannot be asked. */
    static final class Context implements CellContext {
        final RecordedSink sink = new RecordedSink();
        private final Deque<String> answers = new ArrayDeque<>();
        volatile boolean interrupted;

        Context(String... answers) {
            this.answers.addAll(java.util.List.of(answers));
        }

        @Override
        public RecordedSink output() {
            return sink;
        }

        @Override
        public String input(String prompt, boolean password) throws InputNotAllowedException {
            @Nullable String answer = answers.poll();
            if (answer == null) {
                throw new InputNotAllowedException();
            }
            return answer;
        }

        @Override
        public boolean interrupted() {
            return interrupted;
        }
    }
}
