package dev.hearth.gateway.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads text as {@link Properties} does, and knows the lines besides. Only functions; thread-safe. */
final class PropertyLines {

    /**
     * A key and its value.
     *
     * @param line where it begins, 1-based
     * @param value without blanks at its ends
     */
    record Property(int line, String key, String value) {}

    private PropertyLines() {}

    /**
     * By key, in the text's order; of a key that stands there twice the last.
     *
     * @throws ConfigurationException if it is no such text; it names the line and nothing of its content
     */
    static Map<String, Property> read(String text) throws ConfigurationException {
        Map<String, Property> read = new LinkedHashMap<>();
        for (Logical each : logical(text)) {
            Properties one = new Properties();
            try {
                one.load(new StringReader(each.text.toString()));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("line " + each.line + ": expected four digits behind \\u", e);
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory", e);
            }
            for (String key : one.stringPropertyNames()) {
                if (!key.isEmpty()) { // a lone backslash at the end is one or is none, whatever stands before it
                    read.remove(key);
                    read.put(
                            key,
                            new Property(each.line, key, one.getProperty(key).strip()));
                }
            }
        }
        return read;
    }

    /** One or more lines of the file; all but the last end in a backslash. */
    private record Logical(int line, StringBuilder text) {}

    private static List<Logical> logical(String text) {
        List<Logical> all = new ArrayList<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        boolean goesOn = false;
        for (int i = 0; i < lines.length; i++) {
            if (!goesOn && !isContent(lines[i])) {
                continue;
            }
            if (!goesOn) {
                all.add(new Logical(i + 1, new StringBuilder()));
            }
            all.get(all.size() - 1).text.append(lines[i]).append(i + 1 < lines.length ? "\n" : "");
            goesOn = endsInBackslash(lines[i]);
        }
        return all;
    }

    private static boolean isContent(String line) {
        int at = 0;
        while (at < line.length() && " \t\f".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at < line.length() && line.charAt(at) != '#' && line.charAt(at) != '!';
    }

    private static boolean endsInBackslash(String line) {
        int at = line.length();
        while (at > 0 && line.charAt(at - 1) == '\\') {
            at--;
        }
        return (line.length() - at) % 2 == 1;
    }
}
