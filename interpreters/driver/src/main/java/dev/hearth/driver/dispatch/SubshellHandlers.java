package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Replies;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Serves the requests that make, end and list subshells (JEP 91). Thread-safe. */
final class SubshellHandlers {
    private final Shells shells;
    private final Interrupts interrupts;
    private final Consumer<Request> abandoned;

    /** Subshells of {@code shells}; {@code abandoned} answers a request whose subshell is gone. */
    SubshellHandlers(Shells shells, Interrupts interrupts, Consumer<Request> abandoned) {
        this.shells = shells;
        this.interrupts = interrupts;
        this.abandoned = abandoned;
    }

    void create(Request request) {
        Optional<String> id = shells.create();
        if (id.isPresent()) {
            request.output()
                    .reply(
                            Json.write(Json.object().put("status", "ok").put("subshell_id", id.get())),
                            RawJson.EMPTY_OBJECT);
        } else {
            request.output()
                    .fail("TooManySubshells", "a session has at most " + Shells.MOST + " subshells; delete one first");
        }
    }

    void delete(Request request) throws MalformedMessageException {
        String id =
                Json.read(request.message().contentJson()).path("subshell_id").asText("");
        long sequence = request.envelope().sequence();
        Optional<List<Request>> waiting = shells.delete(id, () -> interrupts.interruptBefore(sequence, id));
        if (waiting.isEmpty()) {
            request.output().fail("UnknownSubshell", unknown(id));
            return;
        }
        waiting.get().forEach(abandoned);
        request.output().reply(Replies.Ok.INSTANCE);
    }

    void list(Request request) {
        ArrayNode ids = Json.array();
        shells.ids().forEach(ids::add);
        request.output()
                .reply(Json.write(Json.object().put("status", "ok").set("subshell_id", ids)), RawJson.EMPTY_OBJECT);
    }

    static String unknown(String id) {
        return "there is no subshell \"" + (id.length() <= 40 ? id : id.substring(0, 40) + "…") + '"';
    }
}
