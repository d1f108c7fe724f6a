package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Serves comm messages and {@code comm_info_request}. Thread-safe as far as the languages' comms are. */
final class CommHandlers {
    private final Languages languages;
    private final OwnComms own;
    private final CellSurroundings around;

    CommHandlers(Languages languages, OwnComms own, CellSurroundings around) {
        this.languages = languages;
        this.own = own;
        this.around = around;
    }

    /** Whether the message may be handed over while a cell runs. */
    boolean mayRunBeside(Request request) {
        try {
            JsonNode content = Json.read(request.message().contentJson());
            return isOwn(request, content)
                    || owner(content.path("comm_id").asText(""))
                            .map(owner -> owner.host().interpreter().beside().contains(Interpreter.Request.COMM))
                            .orElse(true);
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private boolean isOwn(Request request, JsonNode content) {
        return own.open().containsKey(content.path("comm_id").asText(""))
                || (request.type().equals(MessageType.COMM_OPEN.wireName())
                        && own.serves(content.path("target_name").asText("")));
    }

    private void receiveOwn(Request request, JsonNode content) {
        String commId = content.path("comm_id").asText("");
        if (request.type().equals(MessageType.COMM_OPEN.wireName())) {
            own.open(commId, content.path("target_name").asText(""), request.parent());
        } else if (request.type().equals(MessageType.COMM_CLOSE.wireName())) {
            own.close(commId);
        }
    }

    /** Whose comm it is; one that nobody knows is for the first language that has comms. */
    private Optional<Languages.HostedFacility<Facility.Comms>> owner(String commId) {
        List<Languages.HostedFacility<Facility.Comms>> all = languages.facilities(Facility.Comms.class);
        return all.stream()
                .filter(each -> each.facility().open().containsKey(commId))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    void receive(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        JsonNode content = Json.read(request.message().contentJson());
        if (isOwn(request, content)) {
            receiveOwn(request, content);
            return;
        }
        String commId = content.path("comm_id").asText("");
        Optional<Languages.HostedFacility<Facility.Comms>> owner = owner(commId);
        if (owner.isPresent()) {
            RunningCell context = new RunningCell(request, "comm", around);
            Facility.CommMessage message = new Facility.CommMessage(
                    request.type(),
                    request.message().contentJson(),
                    RawJson.copyOf(request.message().metadata()),
                    request.message().buffers());
            owner.get().facility().receive(message, context);
        } else if (request.type().equals(MessageType.COMM_OPEN.wireName())) {
            RawJson close = Json.write(Json.object().put("comm_id", commId).set("data", Json.object()));
            request.output().broadcast(MessageType.COMM_CLOSE, close);
        }
    }

    void info(Request request) throws MalformedMessageException {
        Requests.CommInfo asked = request.content(Requests.CommInfo.class);
        String target = asked.targetName();
        Map<String, Replies.CommTarget> comms = new LinkedHashMap<>();
        List<Map<String, String>> all = new ArrayList<>(List.of(own.open()));
        languages
                .facilities(Facility.Comms.class)
                .forEach(each -> all.add(each.facility().open()));
        for (Map<String, String> open : all) {
            open.forEach((id, name) -> {
                if (target == null || target.isEmpty() || target.equals(name)) {
                    comms.put(id, new Replies.CommTarget(name));
                }
            });
        }
        request.output().reply(new Replies.CommInfo("ok", comms));
    }
}
