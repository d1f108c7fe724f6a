package dev.hearth.interpreter.scala;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.scala.show.JsonValues;
import dev.hearth.interpreter.scala.show.LivyTable;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import dev.hearth.protocol.RawJson;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Livy's {@code %json EXPRESSION} and {@code %table EXPRESSION}: how the value is shown that a cell ends in. Stateless. */
final class LivyMagic {
    private static final String JSON = "application/json";
    private static final String TABLE = "application/vnd.livy.table.v1+json";
    private static final int MOST_BYTES = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("|[\\p{L}_$][\\p{L}\\p{N}_$]*");

    private LivyMagic() {}

    /**
     * The value in the form of {@code magic}: for a client of Livy's that one entry, which it knows; for others text and HTML
     * beside it.
     */
    static MimeBundle bundle(MagicText.Magic magic, @Nullable Object value, boolean livy) {
        boolean isTable = magic.name().equals("table");
        JsonNode shown = isTable ? LivyTable.of(value) : JsonValues.of(value);
        ObjectNode data = Json.object();
        data.set(isTable ? TABLE : JSON, shown);
        if (!livy) {
            data.put(MimeBundle.TEXT_PLAIN, ResultText.cut(text(shown), MOST_BYTES));
        }
        if (!livy && isTable) {
            data.put("text/html", LivyTable.html(shown, MOST_BYTES));
        }
        return new MimeBundle(Json.write(data), RawJson.EMPTY_OBJECT); // unread: a reader would round decimals
    }

    private static String text(JsonNode json) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether an expression is just a name, or nothing. */
    static boolean isName(String expression) {
        return NAME.matcher(expression).matches();
    }

    /** Nobody has defined it, in Livy's words. */
    static ExecutionResult.Failed noSuchValue(String name) {
        return new ExecutionResult.Failed("NameError", "Value " + name + " does not exist", List.of());
    }

    /** There is no such magic, in Livy's words. */
    static ExecutionResult.Failed unknown(String name) {
        return new ExecutionResult.Failed("UnknownMagic", "Unknown magic command " + name, List.of());
    }

    /** It cannot be shown so. */
    static ExecutionResult.Failed unfit(JsonValues.UnfitException why) {
        return new ExecutionResult.Failed("TypeError", String.valueOf(why.getMessage()), List.of());
    }
}
