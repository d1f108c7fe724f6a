package dev.hearth.interpreter.scala.show;

import hearth.Shown;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Views that types have of themselves, by {@link Shown} or by the names of methods that other notebooks look for. Stateless. */
final class OwnViews {
    private static final Map<String, String> BY_METHOD = methods();

    private OwnViews() {}

    private static Map<String, String> methods() {
        Map<String, String> methods = new LinkedHashMap<>();
        methods.put("_repr_html_", "text/html");
        methods.put("_repr_markdown_", "text/markdown");
        methods.put("_repr_latex_", "text/latex");
        methods.put("_repr_svg_", "image/svg+xml");
        methods.put("_repr_png_", "image/png");
        methods.put("_repr_jpeg_", "image/jpeg");
        methods.put("_repr_json_", "application/json");
        methods.put("_repr_javascript_", "application/javascript");
        return methods;
    }

    static View of(Shown shown) {
        return View.of(
                CollectionConverters.asJava(shown.bodies()),
                CollectionConverters.asJava(shown.details()),
                shown.shownId());
    }

    /** What the type's own methods say. */
    static Optional<View> of(Object value) {
        Map<String, String> bodies = new LinkedHashMap<>();
        call(value, "_repr_mimebundle_").map(OwnViews::entries).ifPresent(bodies::putAll);
        BY_METHOD.forEach((method, type) ->
                call(value, method).map(OwnViews::body).ifPresent(body -> bodies.putIfAbsent(type, body)));
        if (bodies.isEmpty()) {
            call(value, "toHtml")
                    .filter(html -> html instanceof CharSequence)
                    .ifPresent(html -> bodies.put("text/html", html.toString()));
        }
        return bodies.isEmpty() ? Optional.empty() : Optional.of(View.of(bodies, Map.of(), ""));
    }

    private static Map<String, String> entries(Object found) {
        Map<?, ?> map = found instanceof scala.collection.Map<?, ?> scalas
                ? CollectionConverters.asJava(scalas)
                : found instanceof Map<?, ?> javas ? javas : Map.of();
        Map<String, String> bodies = new LinkedHashMap<>();
        map.forEach((type, body) -> bodies.put(String.valueOf(type), body(body)));
        return bodies;
    }

    private static String body(Object found) {
        return found instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : String.valueOf(found);
    }

    /** What a method without parameters returns; empty if there is none, or if it has nothing to say. */
    private static Optional<Object> call(Object value, String name) {
        Method method;
        try {
            method = value.getClass().getMethod(name);
            method.setAccessible(true);
        } catch (NoSuchMethodException | RuntimeException noneToCall) {
            return Optional.empty();
        }
        try {
            return present(method.invoke(value));
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
        } catch (IllegalAccessException hidden) {
            return Optional.empty();
        }
    }

    private static Optional<Object> present(@Nullable Object found) {
        if (found instanceof Option<?> option) {
            return option.isEmpty() ? Optional.empty() : Optional.of(option.get());
        }
        return Optional.ofNullable(found);
    }

    /** A view that a user registered for a type. */
    record Registered(Class<?> type, Function<Object, Map<String, String>> view) {}
}
