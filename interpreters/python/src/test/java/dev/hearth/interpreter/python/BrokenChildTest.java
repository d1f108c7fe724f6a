package dev.hearth.interpreter.python;

import static dev.hearth.interpreter.python.TestPython.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterFaultException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Children that lie. Each is a real process that says hello and then does wrong. */
class BrokenChildTest {
    private static final String HELLO = lines(
            "import json, os, socket, struct, sys, time",
            "setup = json.loads(sys.stdin.readline())",
            "def connect(): s = socket.socket(socket.AF_UNIX); s.connect(setup['socket']); return s",
            "def frame(kind, number, body): return struct.pack('>IBQ', len(body), kind, number) + body",
            "def parts(*p): return struct.pack('>%dI' % (len(p) + 1), len(p), *map(len, p)) + b''.join(p)",
            "def hello(channel, token=setup['token']):",
            "    return frame(16, 0, parts(json.dumps({'token': token, 'channel': channel, 'version': '3'}).encode()))",
            "control = connect()");
    private static final String BOTH = lines(
            HELLO,
            "control.sendall(hello('control'))",
            "bulk = connect()",
            "bulk.sendall(hello('bulk'))",
            "control.recv(13)",
            "");

    private final Path directory;

    BrokenChildTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private PythonSettings child(String source) throws Exception {
        Path program = directory.resolve("fake.py");
        Files.writeString(program, source);
        Path fake = directory.resolve("python");
        Files.writeString(fake, "#!/bin/sh\nexec " + TestPython.executable() + " " + program + "\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
        PythonSettings settings = PythonSettings.of(fake.toString(), directory, directory.resolve("private"))
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(1));
        return TestPython.limited(settings, Duration.ofMillis(300), settings.maxBodyBytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bulk.sendall(struct.pack('>IBQ', 0xFFFFFFFF, 3, 1)); time.sleep(9)|claims 4294967295 bytes",
                "bulk.sendall(struct.pack('>IBQ', 2 << 20, 1, 1)); time.sleep(9)|STDOUT claims 2097152 bytes",
                "bulk.sendall(frame(99, 1, b'')); time.sleep(9)|unknown kind of frame: 99",
                "bulk.sendall(frame(17, 1, parts(b'{}'))); time.sleep(9)|ANSWER has no place",
                "control.sendall(frame(1, 1, b'x')); time.sleep(9)|STDOUT has no place",
                "bulk.sendall(frame(3, 1, struct.pack('>I', 1 << 31))); time.sleep(9)|does not hold the sections",
                "bulk.sendall(frame(3, 1, struct.pack('>II', 1, 9) + b'x')); time.sleep(9)|ends behind its frame",
                "bulk.sendall(frame(3, 1, parts(b'{}') + b'x')); time.sleep(9)|behind the last section",
                "bulk.sendall(frame(3, 1, parts(b'{}', b'nojson', b'{}'))); time.sleep(9)|not a JSON object",
                "bulk.sendall(frame(8, 1, parts(b'{]'))); time.sleep(9)|is not JSON",
                "bulk.sendall(frame(7, 1, parts(b'{}')) * 300); time.sleep(9)|questions at once",
            })
    void execute_childSendsNonsense_isOneClearError(String deed, String message) throws Exception {
        try (TestPython python = new TestPython(child(BOTH + deed))) {
            RecordingContext context = new RecordingContext();
            assertThatThrownBy(() -> python.run("1", context))
                    .isInstanceOfAny(InterpreterDiedException.class, InterpreterFaultException.class)
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bulk.sendall(struct.pack('>IBQ', 500, 1, 1) + b'x'); os._exit(5)|exit status 5",
                "bulk.sendall(b'xx'); os._exit(5)|exit status 5",
                "bulk.close(); control.close(); time.sleep(60)|signal 9",
            })
    void execute_childEndsInMidFrame_isItsDeath(String deed, String message) throws Exception {
        try (TestPython python = new TestPython(child(BOTH + deed))) {
            assertThatThrownBy(() -> python.run("1", new RecordingContext()))
                    .isInstanceOf(InterpreterDiedException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void execute_childFloodsForAnUnknownRun_isReadAllTheSame() throws Exception {
        String flood = lines(
                "for _ in range(64): bulk.sendall(frame(1, 77, b'x' * (1 << 20)))",
                "for _ in range(1000): control.sendall(frame(17, 9, parts(b'{}')))",
                "bulk.sendall(frame(8, 99, parts(b'{\"status\": \"ok\"}')))",
                "bulk.sendall(frame(8, 1, parts(b'{\"status\": \"ok\", \"payloads\": 0}')))",
                "time.sleep(9)");
        try (TestPython python = new TestPython(child(BOTH + flood))) {
            RecordingContext context = new RecordingContext(false, true);
            assertThat(python.value("1", context)).isEmpty();
            assertThat(context.streamBytes.get()).isEqualTo(64L << 20);
        }
    }

    @Test
    void complete_childDoesNotAnswer_timesOut() throws Exception {
        try (TestPython python = new TestPython(child(BOTH + "time.sleep(20)"))) {
            assertThatThrownBy(() -> python.python.complete("x", 1))
                    .isInstanceOf(InterpreterFaultException.class)
                    .hasMessageContaining("did not answer within 1 s");
        }
    }

    @Test
    void complete_childDies_isItsDeath() throws Exception {
        try (TestPython python = new TestPython(child(BOTH + "os._exit(5)"))) {
            assertThatThrownBy(() -> python.python.complete("x", 1))
                    .isInstanceOf(InterpreterDiedException.class)
                    .hasMessageContaining("exit status 5");
        }
    }

    @Test
    void start_callerWithoutTheToken_isTurnedAway() throws Exception {
        String source = HELLO
                + lines(
                        "",
                        "for _ in range(8):",
                        "    control = connect(); control.sendall(hello('control', 'wrong'))",
                        "time.sleep(20)");
        PythonSettings settings = child(source).withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThatThrownBy(() -> new PythonInterpreter(settings).start())
                .isInstanceOf(InterpreterDiedException.class)
                .hasMessageContaining("could not start");
    }
}
