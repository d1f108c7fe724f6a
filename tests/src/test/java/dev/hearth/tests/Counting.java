package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tests.KernelClient.Received;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Python cell that prints numbers for a while and then how many there were, and what must have come of it. Only functions. */
final class Counting {
    private Counting() {}

    /**
     * The cell. It also counts how often it ran, under a name of its own.
     *
     * @param name an identifier
     * @param padding characters behind each number
     */
    static String code(String name, double seconds, int padding) {
        return """
                import time
                %1$s = globals().get('%1$s', 0) + 1
                n = 0
                end = time.time() + %2$s
                while time.time() < end:
                    print(n, '.' * %3$d)
                    n += 1
                    if n %% 20 == 0:
                        time.sleep(0.005)
                print('count', n, 'runs', %1$s)
                """.formatted(name, seconds, padding);
    }

    /** Messages by id, in the order in which they first came; what came again must be the same. */
    static List<Received> once(List<Received> messages) {
        Map<String, Received> byId = new LinkedHashMap<>();
        for (Received message : messages) {
            Received first = byId.putIfAbsent(message.id(), message);
            if (first != null) {
                assertThat(message).as("the second of %s", message.id()).isEqualTo(first);
            }
        }
        return new ArrayList<>(byId.values());
    }

    /** How many of the second list are in the first, which must end with exactly these: they were in flight. */
    static int again(List<Received> first, List<Received> second) {
        Set<String> before = ids(first);
        Set<String> twice = ids(second);
        twice.retainAll(before);
        List<String> order = new ArrayList<>(before);
        assertThat(order.subList(order.size() - twice.size(), order.size()))
                .as("what came twice is the end of what came first")
                .containsExactlyElementsOf(twice);
        return twice.size();
    }

    /** In the order in which they came; without the states of the kernel itself, which are made when a client comes. */
    private static Set<String> ids(List<Received> messages) {
        Set<String> ids = new LinkedHashSet<>();
        for (Received message : messages) {
            if (!message.parentId().isEmpty()) {
                ids.add(message.id());
            }
        }
        return ids;
    }

    /** Every number in its order, one reply, one idle at the end; returns how many numbers. */
    static int check(List<Received> ofCell) {
        StringBuilder out = new StringBuilder();
        for (Received message : ofCell) {
            if (message.type().equals("stream")) {
                out.append(message.content().path("text").asText());
            }
        }
        String[] lines = out.toString().split("\n");
        for (int i = 0; i < lines.length - 1; i++) {
            if (!lines[i].startsWith(i + " ")) {
                throw new AssertionError("expected line " + i + ", found: "
                        + lines[i].substring(0, Math.min(60, lines[i].length())) + "; of " + lines.length);
            }
        }
        assertThat(lines[lines.length - 1]).isEqualTo("count " + (lines.length - 1) + " runs 1");
        assertThat(ofCell.stream().filter(message -> message.type().equals("execute_reply")))
                .singleElement()
                .satisfies(reply ->
                        assertThat(reply.content().path("status").asText()).isEqualTo("ok"));
        assertThat(ofCell.stream().filter(message -> message.isState("idle"))).hasSize(1);
        assertThat(ofCell.stream().filter(message -> message.isState("busy"))).hasSize(1);
        return lines.length - 1;
    }
}
