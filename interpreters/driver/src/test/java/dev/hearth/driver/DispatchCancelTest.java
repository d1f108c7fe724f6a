package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cell a cancel ends, and in which language a cell is that says so in its metadata. */
class DispatchCancelTest {
    private TestPeer peer;
    private DriverUnderTest driver;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        peer = new TestPeer();
        driver = DriverUnderTest.start(peer, folder);
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
        peer.close();
    }

    private String cell(String code) throws Exception {
        return peer.execute("a", Json.object().put("code", code).put("stop_on_error", false));
    }

    private String cancel(String cell) throws Exception {
        return peer.request(
                Channel.CONTROL,
                MessageType.HEARTH_CANCEL_REQUEST,
                "",
                Json.object().put("msg_id", cell));
    }

    private String found(String cancel) throws Exception {
        peer.awaitIdle(cancel);
        assertThat(peer.of(cancel).record("hearth_cancel_reply").envelope().channel())
                .isEqualTo(Channel.CONTROL);
        return peer.of(cancel).content("hearth_cancel_reply").path("found").asText();
    }

    private JsonNode metadata(String cell) throws Exception {
        return Json.read(RawJson.copyOf(
                peer.of(cell).record("execute_reply").readMessage().metadata()));
    }

    @Test
    void cancel_whileRunning_endsThatCellAlone_andSaysSo() throws Exception {
        String running = cell("hang");
        String next = cell("print next");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(running).has("execute_input"));
        assertThat(found(cancel(running))).isEqualTo("running");
        peer.awaitIdle(next);
        assertThat(peer.of(running).content("execute_reply").path("status").asText())
                .isEqualTo("error");
        assertThat(metadata(running).path("hearth_cancelled").asBoolean()).isTrue();
        assertThat(peer.of(next).stdout()).isEqualTo("next");
        assertThat(metadata(next).has("hearth_cancelled")).isFalse();
        assertThat(driver.engine.cancelled).isNotEmpty();
    }

    @Test
    void cancel_whileWaiting_isAnsweredAtOnce_andNothingElseEnds() throws Exception {
        String running = cell("hang");
        String waiting = cell("print never");
        String behind = cell("print behind");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(running).has("execute_input"));
        assertThat(found(cancel(waiting))).isEqualTo("waiting");
        peer.awaitIdle(waiting);
        assertThat(peer.of(waiting).types()).containsExactly("status:busy", "execute_reply", "status:idle");
        assertThat(peer.of(waiting).content("execute_reply").path("status").asText())
                .isEqualTo("aborted");
        assertThat(metadata(waiting).path("hearth_cancelled").asBoolean()).isTrue();
        assertThat(peer.of(running).isIdle()).isFalse();
        peer.interrupt();
        peer.awaitIdle(behind);
        assertThat(peer.of(behind).stdout()).isEqualTo("behind");
        assertThat(metadata(running).has("hearth_cancelled")).isFalse();
    }

    @Test
    void cancel_ofAnEndedOrUnknownCell_isVoid() throws Exception {
        String ended = cell("print ended");
        peer.awaitIdle(ended);
        assertThat(found(cancel(ended))).isEqualTo("none");
        assertThat(found(cancel("no-such-cell"))).isEqualTo("none");
        String next = cell("print unharmed");
        peer.awaitIdle(next);
        assertThat(peer.of(next).stdout()).isEqualTo("unharmed");
    }

    @Test
    void cancel_twice_andOfACellThatTheInterpreterDoesNotKnowYet_endsItOnce() throws Exception {
        String late = cell("late");
        peer.await("the cell", Duration.ofSeconds(5), p -> p.of(late).has("execute_input"));
        String first = cancel(late);
        String second = cancel(late);
        peer.awaitIdle(late);
        found(first);
        found(second);
        assertThat(peer.of(late).types())
                .containsExactly("status:busy", "execute_input", "error", "execute_reply", "status:idle");
    }

    @Test
    void cancel_rightBehindTheRequest_endsEveryOne_whereverItIs() throws Exception {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String each = cell("hang");
            cells.add(each);
            cancel(each);
        }
        for (String each : cells) {
            peer.awaitIdle(each);
            assertThat(metadata(each).path("hearth_cancelled").asBoolean())
                    .as(peer.of(each).content("execute_reply").toString())
                    .isTrue();
        }
    }

    @Test
    void language_ofTheMetadata_isSpoken_unlessTheFirstLineSaysOtherwise_andTheReplyNamesIt() throws Exception {
        peer.wish("{\"hearth\":{\"language\":\"python\"}}");
        String wished = cell("value 1");
        String switched = cell("%%sql\nvalue 2");
        peer.wish("{}");
        String own = cell("value 3");
        peer.awaitIdle(own);
        assertThat(metadata(wished).path("hearth_language").asText()).isEqualTo("python");
        assertThat(metadata(switched).path("hearth_language").asText()).isEqualTo("sql");
        assertThat(metadata(own).path("hearth_language").asText()).isEqualTo("scala");
    }

    @Test
    void language_thatThereIsNot_isAnError() throws Exception {
        peer.wish("{\"hearth\":{\"language\":\"cobol\"}}");
        String cell = cell("value 1");
        peer.awaitIdle(cell);
        assertThat(peer.of(cell).content("execute_reply").path("evalue").asText())
                .contains("expected scala, python or sql", "cobol");
    }

    @Test
    void livy_inTheMetadata_isToldToTheLanguage() throws Exception {
        cell("set x 1");
        peer.wish("{\"hearth\":{\"language\":\"scala\",\"livy\":true}}");
        String livy = cell("get x");
        peer.wish("{}");
        String other = cell("get x");
        peer.awaitIdle(other);
        assertThat(peer.of(livy).stdout()).endsWith("{livy=true}");
        assertThat(peer.of(other).stdout()).endsWith("{}");
    }
}
