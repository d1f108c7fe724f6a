package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints cells and their outputs as text, as they come. Not thread-safe. */
final class OutputPrinter {

    private static final Pattern ANSI = Pattern.compile("\u001B\\[[0-9;?]*[ -/]*[@-~]");
    private static final int BYTES_PER_KB = 1000;
    private static final int BASE64_CHARS = 4;
    private static final int BASE64_BYTES = 3;

    private final PrintWriter out;
    private final boolean colours;
    private boolean lineOpen;

    OutputPrinter(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void note(String text) {
        endLine();
        out.println(text);
        out.flush();
    }

    void cell(int number, int of, String source) {
        endLine();
        out.println();
        out.println("── cell " + number + " of " + of + " ──");
        source.stripTrailing().lines().forEach(line -> out.println("  │ " + line));
        out.flush();
    }

    void output(String type, JsonNode content) {
        switch (type) {
            case "stream" -> text(content.path("text").asText(""));
            case "display_data", "execute_result", "update_display_data" -> display(content);
            case "error" -> error(content);
            default -> {}
        }
        out.flush();
    }

    private void display(JsonNode content) {
        endLine();
        JsonNode data = content.path("data");
        for (Map.Entry<String, JsonNode> each : data.properties()) {
            if (each.getKey().startsWith("image/")) {
                out.println("[" + each.getKey() + ", " + kilobytes(each.getValue()) + "]");
            }
        }
        String plain = data.path("text/plain").asText("");
        if (!plain.isEmpty()) {
            out.println(shown(plain));
        }
    }

    private void error(JsonNode content) {
        endLine();
        JsonNode traceback = content.path("traceback");
        if (traceback.isEmpty()) {
            out.println(content.path("ename").asText("error") + ": "
                    + shown(content.path("evalue").asText("")));
        }
        traceback.forEach(line -> out.println(shown(line.asText(""))));
    }

    private void text(String text) {
        out.print(shown(text));
        lineOpen = !text.isEmpty() && !text.endsWith("\n");
    }

    /** Ends a line that is open. */
    void endLine() {
        if (lineOpen) {
            out.println();
            out.flush();
            lineOpen = false;
        }
    }

    private String shown(String text) {
        return colours ? text : ANSI.matcher(text).replaceAll("");
    }

    private static String kilobytes(JsonNode value) {
        long bytes = (long) value.asText("").length() * BASE64_BYTES / BASE64_CHARS;
        return Math.max(1, Math.round((double) bytes / BYTES_PER_KB)) + " kB";
    }
}
