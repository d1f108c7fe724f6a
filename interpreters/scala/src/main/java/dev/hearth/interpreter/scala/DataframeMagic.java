package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.scala.show.DataframeTexts;
import java.util.Arrays;
import java.util.Optional;

/** Toree's {@code %%dataframe --output html|csv|json --limit N}: how the Dataset is shown that a cell ends in. Stateless. */
final class DataframeMagic {
    private static final int USUAL_LIMIT = 10;

    private DataframeMagic() {}

    /** The renderer that the first line asks for; empty if it asks for none. */
    static Optional<Renderer> of(MagicText text, Showing showing) {
        MagicText.Magic cell = text.cell();
        if (cell == null || !cell.name().equals("dataframe")) {
            return Optional.empty();
        }
        String[] words = Arrays.stream(cell.arguments().split("[\\s=]+"))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        String output = "html";
        int limit = USUAL_LIMIT;
        for (int i = 0; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "--output" -> output = words[i + 1];
                case "--limit" -> limit = Integer.parseInt(words[i + 1]);
                default -> throw new IllegalArgumentException("%%dataframe takes --output html|csv|json and --limit N");
            }
        }
        return Optional.of(renderer(output, limit, showing));
    }

    private static Renderer renderer(String output, int limit, Showing showing) {
        return switch (output) {
            case "html" ->
                result -> showing.rich(result, showing.views().limits().withRows(limit));
            case "csv", "json" ->
                result -> DataframeTexts.of(result.value().orElse(null), output, limit)
                        .bundle(result.text());
            default -> throw new IllegalArgumentException("%%dataframe knows html, csv and json, not " + output);
        };
    }
}
