package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.scala.show.DataframeTexts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Toree's {@code %%dataframe --output html|csv|json --limit N}: how the Dataset is shown that a cell ends in. Stateless. */
final class DataframeMagic {
    private static final int USUAL_LIMIT = 10;

    private static final List<String> OUTPUTS = List.of("html", "csv", "json");

    private DataframeMagic() {}

    /**
     * The renderer that the first line asks for; empty if it asks for none.
     *
     * @param note told what is not in the data
     */
    static Optional<Renderer> of(MagicText text, Showing showing, Consumer<String> note) throws Magics.UsageException {
        MagicText.Magic cell = text.cell();
        if (cell == null || !cell.name().equals("dataframe")) {
            return Optional.empty();
        }
        String[] words = Arrays.stream(cell.arguments().split("[\\s=]+"))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
        String output = "html";
        int limit = USUAL_LIMIT;
        for (int i = 0; i < words.length; i += 2) {
            String value = i + 1 < words.length ? words[i + 1] : "";
            boolean known = (words[i].equals("--output") && OUTPUTS.contains(value))
                    || (words[i].equals("--limit") && value.matches("\\d{1,9}"));
            if (!known) {
                throw new Magics.UsageException("%%dataframe takes --output html|csv|json and --limit N, not "
                        + (words[i] + " " + value).strip());
            }
            if (words[i].equals("--output")) {
                output = value;
            } else {
                limit = Integer.parseInt(value);
            }
        }
        return Optional.of(renderer(output, limit, showing, note));
    }

    private static Renderer renderer(String output, int limit, Showing showing, Consumer<String> note) {
        if (output.equals("html")) {
            return result -> showing.rich(result, showing.views().limits().withRows(limit));
        }
        return result -> DataframeTexts.of(result.value().orElse(null), output, limit, note)
                .bundle(result.text());
    }
}
