package dev.hearth.gateway.config;

import dev.hearth.gateway.config.YamlNode.Entry;
import dev.hearth.gateway.config.YamlNode.Mapping;
import dev.hearth.gateway.config.YamlNode.Sequence;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds nodes to records. A component {@code idleTimeout} is the key {@code idle-timeout}; what the file leaves out is
 * taken from the record's static {@code defaults()}. Confined to its caller.
 */
final class RecordBinder {

    private final ScalarReader scalars;

    /**
     * Binds with this folder as the base of relative paths.
     *
     * @param folder where the file lies
     */
    RecordBinder(Path folder) {
        this.scalars = new ScalarReader(folder);
    }

    /** The file as a record. */
    <T extends Record> T bind(Class<T> type, Mapping mapping) throws ConfigurationException {
        return type.cast(bindRecord(type, mapping, "", null));
    }

    private Object bindRecord(Class<?> type, Mapping mapping, String path, @Nullable String name)
            throws ConfigurationException {
        RecordComponent[] components = type.getRecordComponents();
        List<String> known = Arrays.stream(components)
                .filter(component -> !component.isAnnotationPresent(MapKey.class))
                .map(RecordBinder::key)
                .toList();
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw unknown(path, entry.getKey(), entry.getValue().line(), known);
            }
        }
        Object defaults = defaults(type);
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            Entry entry = mapping.entries().get(key(component));
            if (component.isAnnotationPresent(MapKey.class)) {
                values[i] = name == null ? "" : name;
            } else if (entry == null) {
                values[i] = valueOf(component, defaults);
            } else {
                values[i] = value(component.getGenericType(), entry.value(), join(path, key(component)));
            }
        }
        return construct(type, types, values, mapping.line(), path);
    }

    private Object value(Type type, YamlNode node, String path) throws ConfigurationException {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return Optional.of(value(last, node, path));
            }
            return generic.getRawType() == List.class ? list(last, node, path) : map(last, node, path);
        }
        Class<?> target = (Class<?>) type;
        if (target.isRecord() && target != ByteSize.class) {
            return bindRecord(target, mapping(node, path), path, null);
        }
        return scalars.read(target, node, path);
    }

    private List<Object> list(Type item, YamlNode node, String path) throws ConfigurationException {
        if (!(node instanceof Sequence sequence)) {
            throw error(node.line(), path, "expected a list, found " + node.kind());
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            values.add(value(item, sequence.items().get(i), path + "[" + i + "]"));
        }
        return values;
    }

    private Map<String, Object> map(Type item, YamlNode node, String path) throws ConfigurationException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> entry : mapping(node, path).entries().entrySet()) {
            YamlNode inner = entry.getValue().value();
            String innerPath = join(path, entry.getKey());
            values.put(entry.getKey(), mapValue(item, inner, innerPath, entry.getKey()));
        }
        return Collections.unmodifiableMap(values);
    }

    private Object mapValue(Type item, YamlNode node, String path, String key) throws ConfigurationException {
        if (item == String.class) {
            return scalars.plainText(node, path);
        }
        return item instanceof Class<?> type && type.isRecord() && type != ByteSize.class
                ? bindRecord(type, mapping(node, path), path, key) // the key itself: a path would part it at its dots
                : value(item, node, path);
    }

    private static Mapping mapping(YamlNode node, String path) throws ConfigurationException {
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw error(node.line(), path, "expected keys and values, found " + node.kind());
    }

    private static ConfigurationException unknown(String path, String key, int line, List<String> known) {
        Optional<String> near = known.stream()
                .filter(each -> Nearness.isNear(key, each))
                .min((one, other) -> Integer.compare(Nearness.distance(key, one), Nearness.distance(key, other)));
        return new ConfigurationException("line " + line + ": unknown key \"" + join(path, key) + "\""
                + near.map(each -> "; did you mean \"" + each + "\"?").orElse("")
                + " (known here: " + String.join(", ", known) + ")");
    }

    static ConfigurationException error(int line, String path, String what) {
        return new ConfigurationException("line " + line + ": " + path + ": " + what);
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** {@code idleTimeout} as {@code idle-timeout}. */
    static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Object defaults(Class<?> type) {
        try {
            return type.getMethod("defaults").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no usable defaults()", e);
        }
    }

    private static Object valueOf(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("unreadable " + component, e);
        }
    }

    private static Object construct(Class<?> type, Class<?>[] types, Object[] values, int line, String path)
            throws ConfigurationException {
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new ConfigurationException(
                        "line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + refused.getMessage(), refused);
            }
            throw new IllegalStateException("making " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("making " + type, e);
        }
    }
}
