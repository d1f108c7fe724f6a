package dev.hearth.gateway.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.statement.OutputPart.Display;
import dev.hearth.gateway.statement.OutputPart.Failure;
import dev.hearth.gateway.statement.OutputPart.Omitted;
import dev.hearth.gateway.statement.OutputPart.Stream;
import dev.hearth.protocol.Json;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutputListTest {
    private static Display display(String id, String text, OptionalInt count) {
        return new Display(Json.object().put("text/plain", text), Json.object(), id, count, text.length());
    }

    @Test
    void stream_ofOneName_isOnePart() {
        OutputList list = new OutputList(1000);
        list.stream("stdout", "a");
        list.stream("stdout", "b");
        list.stream("stderr", "e");
        list.stream("stdout", "c");
        assertThat(list.parts())
                .containsExactly(new Stream("stdout", "ab"), new Stream("stderr", "e"), new Stream("stdout", "c"));
    }

    @Test
    void text_beyondTheBound_isCutInTheMiddle() {
        OutputList list = new OutputList(2000);
        for (int i = 0; i < 10_000; i++) {
            list.stream("stdout", String.format("%05d\n", i));
        }
        List<OutputPart> parts = list.parts();
        assertThat(parts).hasSize(3);
        Stream first = (Stream) parts.get(0);
        Omitted left = (Omitted) parts.get(1);
        Stream last = (Stream) parts.get(2);
        assertThat(first.text()).startsWith("00000\n00001\n");
        assertThat(last.text()).endsWith("09998\n09999\n");
        assertThat(first.text().length() + left.characters() + last.text().length())
                .isEqualTo(60_000);
        assertThat(list.weight()).isLessThanOrEqualTo(2200);
    }

    @Test
    void text_ofOneHugePiece_keepsBothEnds() {
        OutputList list = new OutputList(2000);
        list.stream("stdout", "a" + "x".repeat(100_000) + "z");
        assertThat(((Stream) list.parts().get(0)).text()).startsWith("ax");
        assertThat(((Stream) list.parts().get(2)).text()).endsWith("xz");
        assertThat(list.weight()).isLessThan(2300);
    }

    @Test
    void text_cutInPairs_keepsWholeCharacters() {
        for (int shift = 0; shift < 2; shift++) {
            OutputList list = new OutputList(400);
            list.stream("stdout", "a".repeat(shift));
            for (int i = 0; i < 400; i++) {
                list.stream("stdout", "😀😀😀");
            }
            for (OutputPart part : list.parts()) {
                if (part instanceof Stream stream) {
                    assertThat(new String(
                                    stream.text().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    java.nio.charset.StandardCharsets.UTF_8))
                            .isEqualTo(stream.text());
                }
            }
        }
    }

    @Test
    void manyNames_areBoundedToo() {
        OutputList list = new OutputList(10_000);
        for (int i = 0; i < 100_000; i++) {
            list.stream(i % 2 == 0 ? "stdout" : "stderr", "x");
        }
        assertThat(list.parts().size()).isLessThan(400);
    }

    @Test
    void value_andError_stayWhateverComesBehind() {
        OutputList list = new OutputList(1000);
        list.stream("stdout", "x".repeat(5000));
        list.add(display("", "v".repeat(2000), OptionalInt.of(1)));
        list.add(new Failure("E", "boom", List.of()));
        list.stream("stdout", "y".repeat(5000));
        assertThat(list.parts()).anyMatch(part -> part instanceof Display display && display.isResult());
        assertThat(list.parts()).contains(new Failure("E", "boom", List.of()));
    }

    @Test
    void displays_beyondTheBound_areCounted() {
        OutputList list = new OutputList(1000);
        for (int i = 0; i < 100; i++) {
            list.add(display("", "d".repeat(100), OptionalInt.empty()));
        }
        Omitted left = list.parts().stream()
                .filter(Omitted.class::isInstance)
                .map(Omitted.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(left.displays()).isEqualTo(100 - (list.parts().size() - 1));
    }

    @Test
    void update_replacesDisplaysWhereTheyAre() {
        OutputList list = new OutputList(1000);
        list.add(display("p", "old", OptionalInt.empty()));
        list.stream("stdout", "between");
        list.update(display("p", "new", OptionalInt.empty()));
        assertThat(((Display) list.parts().get(0)).data().path("text/plain").asText())
                .isEqualTo("new");
        assertThat(list.parts()).hasSize(2);
    }
}
