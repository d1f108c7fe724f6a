package dev.hearth.gateway.config;

import dev.hearth.gateway.config.YamlNode.Scalar;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads single values. Immutable. */
final class ScalarReader {

    private final Path folder;

    ScalarReader(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** A value of this type: text, number, boolean, duration, size, path, URI or a name of an enum. */
    Object read(Class<?> type, YamlNode node, String path) throws ConfigurationException {
        Scalar scalar = scalar(node, path);
        if (scalar.text().isEmpty() && type != String.class) {
            throw nothing(scalar, path);
        }
        try {
            if (type == String.class) {
                return text(scalar, path);
            } else if (type == int.class) {
                return Math.toIntExact(number(scalar));
            } else if (type == long.class) {
                return number(scalar);
            } else if (type == boolean.class) {
                return truth(scalar);
            } else if (type == Duration.class) {
                return Durations.parse(scalar.text());
            } else if (type == ByteSize.class) {
                return ByteSize.parse(scalar.text());
            } else if (type == Path.class) {
                return folder.resolve(text(scalar, path)).normalize();
            } else if (type == URI.class) {
                return URI.create(text(scalar, path));
            } else if (type == Progress.class) {
                return Progress.of(scalar.text());
            } else if (type == LivyFields.class) {
                return LivyFields.of(scalar.text());
            } else if (type.isEnum()) {
                return constant(type, scalar);
            }
        } catch (InvalidPathException e) {
            throw RecordBinder.error(scalar.line(), path, "not a path");
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw RecordBinder.error(scalar.line(), path, e.getMessage() + ", found " + shown(scalar));
        }
        throw new IllegalStateException("no way to read a " + type);
    }

    /** Any single value as text: for maps whose values are passed on as they are. */
    String plainText(YamlNode node, String path) throws ConfigurationException {
        return scalar(node, path).text();
    }

    private static Scalar scalar(YamlNode node, String path) throws ConfigurationException {
        if (!(node instanceof Scalar scalar)) {
            throw RecordBinder.error(node.line(), path, "expected a single value, found " + node.kind());
        }
        if (scalar.type() == Scalar.Type.NOTHING) {
            throw nothing(scalar, path);
        }
        return scalar;
    }

    private static ConfigurationException nothing(Scalar scalar, String path) {
        return RecordBinder.error(scalar.line(), path, "has no value; leave the key out to have its default");
    }

    private static String text(Scalar scalar, String path) throws ConfigurationException {
        if (scalar.type() != Scalar.Type.STRING) {
            throw RecordBinder.error(
                    scalar.line(),
                    path,
                    "expected a text, found " + scalar.kind() + found(scalar, path) + "; quote it if it is meant");
        }
        return scalar.text();
    }

    /** What stands below users may be a token. */
    private static String found(Scalar scalar, String path) {
        return path.startsWith("users.") ? "" : " (" + scalar.text() + ")";
    }

    private static long number(Scalar scalar) {
        String digits = scalar.text().replace("_", "");
        if (scalar.type() != Scalar.Type.NUMBER || !digits.matches("-?\\d{1,18}")) {
            throw new IllegalArgumentException("expected a whole number");
        }
        return Long.parseLong(digits);
    }

    private static boolean truth(Scalar scalar) {
        if (scalar.type() != Scalar.Type.BOOLEAN) {
            throw new IllegalArgumentException("expected true or false");
        }
        return Boolean.parseBoolean(scalar.text().toLowerCase(Locale.ROOT));
    }

    private static Object constant(Class<?> type, Scalar scalar) {
        Object[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(each -> wireName(each).equals(scalar.text()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(constants).map(ScalarReader::wireName).collect(Collectors.joining(", "))));
    }

    private static String wireName(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String shown(Scalar scalar) {
        String text = scalar.text();
        return "\"" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "\"";
    }
}
