package dev.hearth.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import org.junit.jupiter.api.Test;

/** A cell that was typed, and when its typist hears of it. */
class OwnCellTest {
    private static boolean hasEnded(OwnCell cell) throws InterruptedException {
        return OwnCell.Event.END.equals(cell.next(0));
    }

    @Test
    void cell_hasEnded_whenItIsAnsweredAndIdle_inWhateverOrder() throws Exception {
        OwnCell one = new OwnCell();
        one.replied();
        assertThat(hasEnded(one)).isFalse();
        one.idle();
        assertThat(hasEnded(one)).isTrue();
        OwnCell other = new OwnCell();
        other.idle();
        assertThat(hasEnded(other)).isFalse();
        other.replied();
        assertThat(hasEnded(other)).isTrue();
    }

    @Test
    void interrupt_ofACellThatWaitsBehindOthers_isForTheTimeWhenItRuns() {
        OwnCell waiting = new OwnCell();
        assertThat(waiting.interrupt()).as("now").isFalse();
        assertThat(waiting.begin()).as("as it begins").isTrue();
        OwnCell running = new OwnCell();
        assertThat(running.begin()).isFalse();
        assertThat(running.interrupt()).isTrue();
    }

    @Test
    void question_isOneEvent_andNoMessageBelongsToACellThatWasNotSent() throws Exception {
        OwnCell cell = new OwnCell();
        assertThat(cell.isParent("")).isFalse();
        cell.sent("request");
        assertThat(cell.isParent("request")).isTrue();
        assertThat(cell.isParent("another")).isFalse();
        cell.ask(Json.object().put("prompt", "who? ").put("password", true));
        assertThat(cell.next(0)).isEqualTo(new OwnCell.Event("who? ", true));
        cell.lost();
        assertThat(hasEnded(cell)).isTrue();
    }
}
