package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code attach} up to the terminal: which session is meant, and what is said when there is none. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class AttachCommandTest {
    private static final String SESSIONS = """
            {"sessions": [
              {"id": "4c5e0000-0000-0000-0000-000000000001", "language": "scala", "profile": "default", "state": "running",
               "execution_state": "busy", "created": "2026-01-31T12:34:56.000000Z", "name": "report"},
              {"id": "4c5e0000-0000-0000-0000-000000000002", "language": "sql", "profile": "big", "state": "starting",
               "execution_state": "starting", "created": "2026-01-30T12:34:56.000000Z", "name": null, "path": "a.ipynb"},
              {"id": "9a000000-0000-0000-0000-000000000003", "language": "python", "profile": "default", "state": "dead",
               "execution_state": "dead", "created": "2026-01-29T12:34:56.000000Z", "name": null}]}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CommandLine line;
    private HttpServer gateway;
    private Path token;

    @BeforeEach
    void make() throws IOException {
        GatewayStarter none = options -> {
            throw new IOException("no gateway is started in this test");
        };
        line = HearthCommand.commandLine(none, config -> Path.of("archive"))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        token = Files.writeString(folder.resolve("token"), "a-token");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/hearth/sessions", exchange -> {
            byte[] body = SESSIONS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void end() {
        gateway.stop(0);
    }

    private int attach(String... words) {
        List<String> all = new ArrayList<>(List.of(
                "attach",
                "--url",
                "http://127.0.0.1:" + gateway.getAddress().getPort(),
                "--token-file",
                token.toString()));
        all.addAll(List.of(words));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void withoutASession_thoseThatLiveAreListed_theOldestFirst() {
        assertThat(attach()).as(err.toString()).isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(3)
                .anySatisfy(each -> assertThat(each).contains("-000000000001", "scala", "default", "busy", "report"))
                .anySatisfy(each ->
                        assertThat(each).contains("-000000000002", "sql", "big", "2026-01-30T12:34", "a.ipynb"));
        assertThat(out.toString().indexOf("-000000000002"))
                .isLessThan(out.toString().indexOf("-000000000001"));
    }

    @Test
    void session_thatIsNotThere_orNotOne_isSaid() {
        assertThat(attach("nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("no session that lives has the id or the name \"nothing\"");
        assertThat(attach("9a")).as("it is dead").isEqualTo(1);
        assertThat(attach("4c5e")).isEqualTo(1);
        assertThat(err.toString()).contains("2 sessions fit \"4c5e\"");
    }

    @Test
    void connectionFile_thatIsThere_isLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("k.json"), "theirs");
        assertThat(attach("report", "--connection-file", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(file + " is there already");
        assertThat(file).hasContent("theirs");
    }

    @Test
    void withoutAGateway_itIsSaidHowOneIsNamed() {
        assertThat(line.execute("attach", "--data", folder.resolve("data").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no gateway runs on", "--url");
    }
}
