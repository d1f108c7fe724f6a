package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars, Python libraries and files that are added while a session lives. */
class DispatchAdditionsTest {
    private TestPeer peer;
    private DriverUnderTest driver;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        peer = new TestPeer();
        driver = DriverUnderTest.start(peer, folder);
    }

    @AfterEach
    void stop() throws Exception {
        driver.engine.own.libraries.mayCome.countDown();
        driver.engine.other.libraries.mayCome.countDown();
        driver.close();
        peer.close();
    }

    private String add(String what, String uri) throws Exception {
        return peer.request(
                Channel.CONTROL,
                MessageType.HEARTH_ADD_REQUEST,
                "",
                Json.object().put("what", what).put("uri", uri));
    }

    private JsonNode reply(String add) throws Exception {
        peer.awaitIdle(add);
        return peer.of(add).content("hearth_add_reply");
    }

    private FakeLibraries of(String language) {
        FakeInterpreter own = driver.engine.own;
        return own.language().wireName().equals(language) ? own.libraries : driver.engine.other.libraries;
    }

    @Test
    void add_goesToTheLanguageThatTakesIt_andAFileToSpark() throws Exception {
        assertThat(reply(add("jar", "/x/a.jar")).path("status").asText()).isEqualTo("ok");
        assertThat(reply(add("pyfile", "s3a://b/m.py")).path("status").asText()).isEqualTo("ok");
        assertThat(reply(add("file", "/x/f.txt")).path("status").asText()).isEqualTo("ok");
        assertThat(of("scala").added).containsExactly("/x/a.jar");
        assertThat(of("python").added).containsExactly("s3a://b/m.py");
        assertThat(driver.engine.files).containsExactly("/x/f.txt");
    }

    @Test
    void add_ofAJarElsewhere_isFetchedBySparkFirst() throws Exception {
        assertThat(reply(add("jar", "hdfs://nn/x/a.jar")).path("status").asText())
                .isEqualTo("ok");
        assertThat(of("scala").added).containsExactly("/fetched/a.jar");
    }

    @Test
    void add_ofWhatIsNotThere_isAnErrorWithASentence() throws Exception {
        JsonNode refused = reply(add("pyfile", "/x/bad.py"));
        assertThat(refused.path("status").asText()).isEqualTo("error");
        assertThat(refused.path("evalue").asText()).isEqualTo("not a library: /x/bad.py");
        JsonNode missing = reply(add("file", "/missing"));
        assertThat(missing.path("evalue").asText()).isEqualTo("there is no /missing");
    }

    @Test
    void add_thatNobodyUnderstands_isRefused() throws Exception {
        assertThat(reply(add("egg", "/x")).path("ename").asText()).isEqualTo("BadRequest");
        assertThat(reply(add("jar", " ")).path("ename").asText()).isEqualTo("BadRequest");
        assertThat(reply(peer.request(Channel.CONTROL, MessageType.HEARTH_ADD_REQUEST, "", Json.object()))
                        .path("ename")
                        .asText())
                .isEqualTo("BadRequest");
    }

    @Test
    void cell_behindAnAddition_waitsForIt_andOneBeforeItDoesNot() throws Exception {
        String before = peer.execute("a", Json.object().put("code", "hang"));
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(before).has("execute_input"));
        String adding = add("pyfile", "/x/slow.py");
        peer.interrupt();
        peer.awaitIdle(before);
        String behind = peer.execute("a", Json.object().put("code", "print hello"));
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(behind).has("execute_input"));
        assertThat(peer.of(behind).has("execute_reply")).isFalse();
        of("python").mayCome.countDown();
        peer.awaitIdle(adding);
        peer.awaitIdle(behind);
        assertThat(peer.of(behind).stdout()).isEqualTo("hello");
    }

    @Test
    void cell_thatWaitsForAnAddition_canBeInterrupted() throws Exception {
        add("pyfile", "/x/slow.py");
        String behind = peer.execute("a", Json.object().put("code", "print hello"));
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(behind).has("execute_input"));
        peer.interrupt();
        peer.awaitIdle(behind);
        assertThat(peer.of(behind).content("execute_reply").path("status").asText())
                .isEqualTo("error");
        assertThat(peer.of(behind).stdout()).isEmpty();
    }
}
