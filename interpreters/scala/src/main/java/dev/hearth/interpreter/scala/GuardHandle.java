package dev.hearth.interpreter.scala;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@link hearth.Guard} and {@link hearth.Bindings} that cells see, which another loader may have loaded. Immutable. */
final class GuardHandle {
    private final MethodHandle stop;
    private final MethodHandle release;
    private final MethodHandle watch;
    private final MethodHandle unwatch;
    private final MethodHandle put;
    private final MethodHandle remove;

    /** Looks the classes up as cells do, and says that this is a driver. */
    GuardHandle(ClassLoader ofCells) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> guard = Class.forName("hearth.Guard", true, ofCells);
        Class<?> bindings = Class.forName("hearth.Bindings", true, ofCells);
        stop = lookup.findStatic(guard, "stop", MethodType.methodType(void.class, Thread.class));
        release = lookup.findStatic(guard, "release", MethodType.methodType(void.class, Thread.class));
        watch = lookup.findStatic(guard, "watch", MethodType.methodType(void.class));
        unwatch = lookup.findStatic(guard, "unwatch", MethodType.methodType(void.class));
        put = lookup.findStatic(bindings, "put", MethodType.methodType(void.class, String.class, Supplier.class));
        remove = lookup.findStatic(bindings, "remove", MethodType.methodType(void.class, String.class));
        MethodHandle inDriver = lookup.findStatic(guard, "inDriver", MethodType.methodType(void.class));
        call(() -> inDriver.invoke());
        Class<?> wrappers = Class.forName("hearth.Wrappers", true, ofCells);
        wrappers.getMethod("tell", Consumer.class)
                .invoke(null, (Consumer<Object>) wrapper -> announce(wrapper, ofCells));
    }

    void stop(Thread thread) {
        call(() -> stop.invoke(thread));
    }

    void release(Thread thread) {
        call(() -> release.invoke(thread));
    }

    void watch() {
        call(() -> watch.invoke());
    }

    void unwatch() {
        call(() -> unwatch.invoke());
    }

    void put(String key, Supplier<?> value) {
        call(() -> put.invoke(key, value));
    }

    void remove(String key) {
        call(() -> remove.invoke(key));
    }

    /** Where there is Spark, it is told which object encloses the classes of the running cell. */
    private static void announce(Object wrapper, ClassLoader ofCells) {
        try {
            Class.forName("org.apache.spark.sql.catalyst.encoders.OuterScopes", true, ofCells)
                    .getMethod("addOuterScope", Object.class)
                    .invoke(null, wrapper);
        } catch (ReflectiveOperationException | LinkageError noSpark) {
            // Nobody makes instances of the cell's classes but the cell.
        }
    }

    private static void call(Call call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @FunctionalInterface
    private interface Call {
        Object run() throws Throwable;
    }
}
