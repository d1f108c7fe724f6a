package dev.hearth.driver.dispatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;

/** Serves {@code hearth_variables_request}: the variables of every language that is ready. Thread-safe as far as languages are. */
final class VariableHandlers {
    private static final int MOST = 10_000;

    private final Languages languages;

    VariableHandlers(Languages languages) {
        this.languages = languages;
    }

    /** A variable and where it is. */
    record Found(String language, Facility.Variable variable) {}

    /** Whether every language can say what it has while a cell runs. */
    boolean mayRunBeside() {
        return languages.facilities(Facility.Values.class).stream()
                .allMatch(each -> each.host().interpreter().beside().contains(Interpreter.Request.VARIABLES));
    }

    /** All variables, the own language's first. A language that cannot say is left out. */
    List<Found> all() throws InterruptedException {
        List<Found> all = new ArrayList<>();
        for (Languages.HostedFacility<Facility.Values> each : languages.facilities(Facility.Values.class)) {
            String language = each.host().interpreter().language().wireName();
            try {
                for (Facility.Variable variable : each.facility().variables()) {
                    if (all.size() < MOST) {
                        all.add(new Found(language, variable));
                    }
                }
            } catch (InterpreterException | RuntimeException e) {
                DriverLog.warn("the variables of " + language + " could not be listed", e);
            }
        }
        return all;
    }

    void variables(Request request) throws InterruptedException {
        ArrayNode list = Json.array();
        for (Found found : all()) {
            Facility.Variable variable = found.variable();
            list.addObject()
                    .put("language", found.language())
                    .put("name", variable.name())
                    .put("type", variable.type())
                    .put("size_bytes", variable.sizeBytes())
                    .put("preview", variable.preview());
        }
        RawJson content = Json.write(Json.object().put("status", "ok").set("variables", list));
        request.output().reply(content, RawJson.EMPTY_OBJECT);
    }
}
