package dev.hearth.interpreter;

import dev.hearth.protocol.RawJson;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that not every language has. Asked for with {@link Interpreter#facility}. */
public interface Facility {
    /**
     * Comms from the client's side. What the kernel's side sends goes to {@link OutputSink#broadcast}. Calls come on the
     * aside thread if {@link Interpreter#beside} has {@link Interpreter.Request#COMM}, else on the cell thread.
     */
    interface Comms extends Facility {
        /**
         * Hands over {@code comm_open}, {@code comm_msg} or {@code comm_close}. An open for an unknown target is answered
         * with a {@code comm_close} in the context's sink.
         */
        void receive(CommMessage message, CellContext context) throws InterpreterException, InterruptedException;

        /** The open comms: id to target name. Any thread. */
        Map<String, String> open();
    }

    /**
     * A comm message.
     *
     * @param messageType {@code comm_open}, {@code comm_msg} or {@code comm_close}
     * @param content the message's content, an object with {@code comm_id} in it
     */
    record CommMessage(String messageType, RawJson content, RawJson metadata, List<ByteBuffer> buffers) {
        public CommMessage {
            buffers = List.copyOf(buffers);
        }
    }

    /** More than one shell (JEP 91): cells with a {@link Cell#subshellId} run beside the main shell's, each on a thread of its own. */
    interface Subshells extends Facility {
        /** Makes a subshell and returns its id. */
        String create() throws InterpreterException;

        /** Ends a subshell; its running cell is interrupted. Returns false if there is none of that id. */
        boolean delete(String subshellId);

        /** The ids of the subshells there are, the main shell not among them. */
        List<String> list();
    }

    /** The Debug Adapter Protocol in {@code debug_request}; events go to the sink as {@code debug_event}. */
    interface Debugger extends Facility {
        /** Answers one DAP request, an object, with a DAP response. Called on a thread of its own, one at a time. */
        RawJson request(RawJson dapRequest, OutputSink events) throws InterpreterException, InterruptedException;
    }

    /** Values by name: the list of variables, and passing between languages. */
    interface Values extends Facility {
        /**
         * The variables that users made, in an order of the language's own. Runs no Spark job. Called on the aside thread if
         * {@link Interpreter#beside} has {@link Interpreter.Request#VARIABLES}, else on the cell thread.
         */
        List<Variable> variables() throws InterpreterException, InterruptedException;

        /**
         * The value of a name for another language, or empty if there is no such name. Called on the cell thread.
         *
         * @throws UnpassableValueException if the value cannot go anywhere; the message names its type and says what can
         */
        Optional<Value> give(String name) throws InterpreterException, InterruptedException;

        /**
         * Binds a value of another language to a name. Called on the cell thread.
         *
         * @throws UnpassableValueException if this language has nothing for it
         */
        void take(String name, Value value) throws InterpreterException, InterruptedException;
    }

    /**
     * One variable.
     *
     * @param type the type as the language writes it
     * @param sizeBytes an estimate, or -1 if unknown
     * @param preview the first characters of its text, 200 at most
     */
    record Variable(String name, String type, long sizeBytes, String preview) {}

    /**
     * A value on its way from one language to another.
     *
     * <p>{@code form} says how: {@code json} ({@code data} is the JSON text of a {@link PlainValue}), or {@code object} (an
     * object of the JVM, in {@code live}, never copied; a Spark Dataset always goes so).
     *
     * @param type a word for people, as the giving language writes it
     * @param data empty with the form {@code object}
     * @param live the object itself, or null with the form {@code json}
     */
    record Value(
            String form,
            String type,
            ByteBuffer data,
            @Nullable Object live) {
        /** {@link #form} of an object of the JVM. */
        public static final String OBJECT = "object";

        /** An object of the JVM. */
        public static Value object(Object live, String type) {
            return new Value(OBJECT, type, ByteBuffer.allocate(0), live);
        }
    }

    /** Results that cells were asked to keep whole ({@link Cell#KEEP}), by the id of the cell. Called on any thread. */
    interface Results extends Facility {
        /** All rows as an Arrow IPC stream in a file; empty if there is none of that cell, or no longer. */
        Optional<Path> stream(String cell);

        /**
         * Some rows: an object with {@code schema} (Spark's own JSON of the type), {@code from}, {@code total}, and {@code rows},
         * an array of arrays, which has fewer rows than asked for at the end, and where they are large. Runs no query.
         *
         * @param from at least 0
         * @param count at least 1
         * @return empty if there is no result of that cell, or no longer
         */
        Optional<RawJson> page(String cell, long from, int count) throws InterpreterException;
    }

    /** Libraries that are added while the session lives: jars for Scala, {@code .py}, {@code .zip} and {@code .egg} for Python. */
    interface Libraries extends Facility {
        /**
         * Makes a library visible to later cells, and to the tasks of their jobs. Called on a thread of its own while cells may
         * run; may be called before the interpreter is started, and holds for all that it starts later. Blocks until it is
         * visible, if the interpreter runs.
         *
         * @param location a path of this machine, or a URI that Spark can read
         * @throws InterpreterFaultException if it cannot be had; the message is a sentence
         */
        void add(String location) throws InterpreterException, InterruptedException;
    }
}
