package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Requests;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What there is of results that cells have kept: pages ({@code hearth_result_request}), and whole files, which the link streams.
 * Thread-safe.
 */
final class ResultHandlers {
    private final Languages languages;

    ResultHandlers(Languages languages) {
        this.languages = languages;
    }

    void page(Request request) throws MalformedMessageException, InterpreterException {
        Requests.Result asked = request.content(Requests.Result.class);
        for (Languages.HostedFacility<Facility.Results> each : languages.facilities(Facility.Results.class)) {
            Optional<RawJson> page = each.facility().page(asked.msgId(), asked.from(), asked.size());
            if (page.isPresent() && Json.parse(page.get()) instanceof ObjectNode content) {
                request.output().reply(Json.write(content.put("status", "ok")), RawJson.EMPTY_OBJECT);
                return;
            }
        }
        throw new InterpreterFaultException("this result is not kept, or no longer");
    }

    /** The file of a cell's result. */
    Optional<Path> stream(String cell) {
        return languages.facilities(Facility.Results.class).stream()
                .flatMap(each -> each.facility().stream(cell).stream())
                .findFirst();
    }
}
