package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseFeedTest {
    private final PhaseFeed feed = new PhaseFeed();

    @Test
    void words_followThePhases_andNothingElse() {
        lines("retry: 1000", "");
        assertThat(feed.words()).isEmpty();
        lines(
                "id: 3",
                "event: hearth_phase",
                "data: {\"number\":3,\"channel\":\"iopub\",\"header\":{},\"content\":{\"phase\":\"waiting\",\"starts_before\":2}}",
                "");
        assertThat(feed.words()).isEqualTo("it is in line behind 2 starts");
        lines("event: stream", "data: {\"content\":{\"phase\":\"spark\"}}", "");
        assertThat(feed.words()).isEqualTo("it is in line behind 2 starts");
        lines("event: hearth_phase", "data: {\"content\":{\"phase\":\"spark\",\"millis\":10}}", "");
        assertThat(feed.words()).isEqualTo("Spark is there");
    }

    @Test
    void words_ofWhatCannotBeRead_stayAsTheyWere_andAreShort() {
        lines("event: hearth_phase", "data: {\"content\"", "");
        lines("event: hearth_phase", "data: {\"content\":[1]}", "");
        assertThat(feed.words()).isEmpty();
        lines("event: hearth_phase", "data: {\"content\":{\"phase\":\"" + "x".repeat(500) + "\\n\"}}", "");
        assertThat(feed.words()).hasSizeLessThan(100);
    }

    private void lines(String... lines) {
        for (String line : lines) {
            feed.onNext(line);
        }
    }
}
