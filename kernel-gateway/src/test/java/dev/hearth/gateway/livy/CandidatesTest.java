package dev.hearth.gateway.livy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.protocol.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private static List<String> of(String code, int cursor, int start, String... matches) {
        var reply = Json.object().put("cursor_start", start);
        var list = reply.putArray("matches");
        for (String match : matches) {
            list.add(match);
        }
        return Candidates.of(code, cursor, reply);
    }

    @Test
    void names_areBare() {
        assertThat(of("df.sho", 6, 3, "show")).containsExactly("show");
        assertThat(of("df.sho", 6, 0, "df.show", "df.shown()")).containsExactly("show", "shown");
        assertThat(of("df.sho", 6, 2, ".show")).containsExactly("show");
        assertThat(of("x + 😀.le", 8, 6, "length")).containsExactly("length");
        assertThat(of("sel", 3, 0, "SELECT", "SELECT")).containsExactly("SELECT");
        assertThat(of("", 0, 0, "+", "++")).containsExactly("+", "++");
    }

    @Test
    void reply_thatMakesNoSense_givesWhatItHas() {
        assertThat(of("ab", 1, 99, "abc")).containsExactly("abc");
        assertThat(of("ab", 1, -4, "abc")).containsExactly("abc");
        assertThat(Candidates.of("ab", 2, Json.object().put("status", "error"))).isEmpty();
    }
}
