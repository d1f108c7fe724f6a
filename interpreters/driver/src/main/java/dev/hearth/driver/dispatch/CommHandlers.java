package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.driver.output.Publisher;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Serves comm messages and {@code comm_info_request}. Thread-safe as far as the languages' comms are. */
final class CommHandlers {
    private final Languages languages;
    private final InputDesk inputs;
    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;

    CommHandlers(Languages languages, InputDesk inputs, Publisher publisher, ScheduledExecutorService scheduler) {
        this.languages = languages;
        this.inputs = inputs;
        this.publisher = publisher;
        this.scheduler = scheduler;
    }

    /** Whether the message may be handed over while a cell runs. */
    boolean mayRunBeside(Request request) {
        try {
            return owner(commId(request))
                    .map(owner -> owner.host().interpreter().beside().contains(Interpreter.Request.COMM))
                    .orElse(true);
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private static String commId(Request request) throws MalformedMessageException {
        return Json.read(request.message().contentJson()).path("comm_id").asText("");
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
        String commId = content.path("comm_id").asText("");
        Optional<Languages.HostedFacility<Facility.Comms>> owner = owner(commId);
        if (owner.isPresent()) {
            RunningCell context = new RunningCell(request, "comm", false, inputs, publisher, scheduler);
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
        for (Languages.HostedFacility<Facility.Comms> each : languages.facilities(Facility.Comms.class)) {
            each.facility().open().forEach((id, name) -> {
                if (target == null || target.isEmpty() || target.equals(name)) {
                    comms.put(id, new Replies.CommTarget(name));
                }
            });
        }
        request.output().reply(new Replies.CommInfo("ok", comms));
    }
}
