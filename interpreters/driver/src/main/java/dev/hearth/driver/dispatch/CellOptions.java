package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Cell;
import dev.hearth.protocol.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What stands behind the language in a cell's {@code %%language} line: {@code -i NAMES} ({@code --in}), {@code -o NAMES} ({@code
 * --out}), and for SQL {@code -n ROWS} ({@code --rows}) and {@code --keep}. Names are apart by commas. Immutable.
 *
 * @param in names that the cell takes from another language before it runs
 * @param out names that it gives to another one after it succeeded
 * @param forCell what the interpreter is told
 */
record CellOptions(List<String> in, List<String> out, Map<String, String> forCell) {
    /** A line without options. */
    static final CellOptions NONE = new CellOptions(List.of(), List.of(), Map.of());

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final int MOST_NAMES = 100;

    CellOptions {
        in = List.copyOf(in);
        out = List.copyOf(out);
        forCell = Map.copyOf(forCell);
    }

    /** The same for a cell whose last result is kept whole. */
    CellOptions keeping() {
        Map<String, String> marked = new HashMap<>(forCell);
        marked.put(Cell.KEEP, "true");
        return new CellOptions(in, out, marked);
    }

    /** The same for a cell whose result a client of Livy's interface reads. */
    CellOptions forLivy() {
        Map<String, String> marked = new HashMap<>(forCell);
        marked.put(Cell.LIVY, "true");
        return new CellOptions(in, out, marked);
    }

    /** A line that asks for what there is not. The message says what there is. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    /** Reads the options of a line. */
    static CellOptions read(Language language, String text) throws UsageException {
        if (text.isEmpty()) {
            return NONE;
        }
        List<String> in = new ArrayList<>();
        List<String> out = new ArrayList<>();
        Map<String, String> forCell = new HashMap<>();
        String[] words = text.replaceAll("\\s*,\\s*", ",").strip().split("\\s+");
        for (int i = 0; i < words.length; i++) {
            if (language == Language.SQL && words[i].equals("--keep")) {
                forCell.put(Cell.KEEP, "true");
                continue;
            }
            int equals = words[i].startsWith("--") ? words[i].indexOf('=') : -1;
            String option = equals < 0 ? words[i] : words[i].substring(0, equals);
            List<String> names = option.equals("-i") || option.equals("--in") ? in : out;
            boolean rows = language == Language.SQL && (option.equals("-n") || option.equals("--rows"));
            if (!rows && !List.of("-i", "--in", "-o", "--out").contains(option)) {
                throw new UsageException(usage(language) + "; found " + shown(words[i]));
            }
            if (equals < 0 && i + 1 == words.length) {
                throw new UsageException(usage(language) + "; found nothing behind " + option);
            }
            String value = equals < 0 ? words[++i] : words[i].substring(equals + 1);
            if (rows) {
                forCell.put(Cell.ROWS, rows(language, value));
            } else {
                addNames(language, names, value);
            }
        }
        if (language == Language.SQL && !out.isEmpty()) {
            if (out.size() > 1) {
                throw new UsageException("%%sql -o takes one name, for the result of the cell's last query; found "
                        + String.join(",", out));
            }
            forCell.put(Cell.OUT, out.get(0));
        }
        return new CellOptions(in, out, forCell);
    }

    private static void addNames(Language language, List<String> names, String value) throws UsageException {
        for (String name : value.split(",", -1)) {
            if (!NAME.matcher(name).matches()) {
                throw new UsageException(usage(language) + "; found the name " + shown(name));
            }
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        if (names.size() > MOST_NAMES) {
            throw new UsageException("a cell takes or gives at most " + MOST_NAMES + " names");
        }
    }

    private static String rows(Language language, String value) throws UsageException {
        if (!value.matches("\\d{1,9}")) {
            throw new UsageException(usage(language) + "; found " + shown(value) + " behind -n");
        }
        return value;
    }

    private static String usage(Language language) {
        String known = "%%" + language.wireName() + " takes -i NAMES (--in, from another language), -o NAMES (--out, to"
                + " another language)";
        return language == Language.SQL
                ? known + ", -n ROWS (--rows, 0 for all) and --keep (all rows, to be fetched), NAMES apart by commas"
                : known + ", NAMES apart by commas";
    }

    private static String shown(String word) {
        return '"' + (word.length() <= 40 ? word : word.substring(0, 40) + "…") + '"';
    }
}
