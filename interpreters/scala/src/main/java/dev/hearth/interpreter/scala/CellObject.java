package dev.hearth.interpreter.scala;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;
import scala.tools.nsc.interpreter.IMain;

/** The object that a cell became when it ran, and in it the values of what the cell defines. Immutable. */
final class CellObject {
    private static final String MODULE = "MODULE$";

    private final Object instance;
    private final ClassLoader loader;

    private CellObject(Object instance, ClassLoader loader) {
        this.instance = instance;
        this.loader = loader;
    }

    /**
     * Makes it, which runs the cell on the calling thread.
     *
     * @throws Throwable what the cell threw, wrapped by the JVM
     */
    static CellObject run(IMain.Request cell, ClassLoader loader) throws Throwable {
        Class<?> outermost = Class.forName(cell.lineRep().readPath() + "$", true, loader);
        Object at = outermost
                .getMethod("INSTANCE")
                .invoke(outermost.getField(MODULE).get(null));
        for (String step : cell.accessPath().split("\\.", -1)) {
            if (!step.isEmpty()) {
                at = inner(at, step, loader);
            }
        }
        return new CellObject(at, loader);
    }

    private static Object inner(Object outer, String step, ClassLoader loader) throws Throwable {
        Method accessor;
        try {
            accessor = outer.getClass().getMethod(step);
        } catch (NoSuchMethodException isAnObject) {
            // A cell with a value class is wrapped into objects, which are nobody's members.
            Class<?> object = Class.forName(outer.getClass().getName() + step + "$", true, loader);
            return object.getField(MODULE).get(null);
        }
        return accessor.invoke(outer);
    }

    /** A value; empty if it is null or cannot be read. */
    Optional<Object> value(Definition definition) {
        try {
            return Optional.ofNullable(read(definition));
        } catch (ReflectiveOperationException unreadable) {
            return Optional.empty();
        }
    }

    private @Nullable Object read(Definition definition) throws ReflectiveOperationException {
        Method accessor = instance.getClass().getDeclaredMethod(definition.member());
        accessor.setAccessible(true);
        Object value;
        try {
            value = accessor.invoke(instance);
        } catch (InvocationTargetException failed) {
            throw new ReflectiveOperationException(failed);
        }
        if (accessor.getReturnType() == void.class) {
            return BoxedUnit.UNIT;
        }
        if (!definition.boxedAs().isEmpty() && value != null) {
            Class<?> box = Class.forName(definition.boxedAs(), true, loader);
            if (!box.isInstance(value)) {
                Constructor<?> constructor = box.getDeclaredConstructors()[0];
                constructor.setAccessible(true);
                return constructor.newInstance(value);
            }
        }
        return value;
    }
}
