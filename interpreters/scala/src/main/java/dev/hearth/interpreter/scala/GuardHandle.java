package dev.hearth.interpreter.scala;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Supplier;

/** The {@link hearth.Guard} and {@link hearth.Bindings} that cells see, which another loader may have loaded. Immutable. */
final class GuardHandle {
    private final MethodHandle stop;
    private final MethodHandle release;
    private final MethodHandle put;
    private final MethodHandle remove;

    /** Looks the classes up as cells do, and says that this is a driver. */
    GuardHandle(ClassLoader ofCells) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> guard = Class.forName("hearth.Guard", true, ofCells);
        Class<?> bindings = Class.forName("hearth.Bindings", true, ofCells);
        stop = lookup.findStatic(guard, "stop", MethodType.methodType(void.class, Thread.class));
        release = lookup.findStatic(guard, "release", MethodType.methodType(void.class, Thread.class));
        put = lookup.findStatic(bindings, "put", MethodType.methodType(void.class, String.class, Supplier.class));
        remove = lookup.findStatic(bindings, "remove", MethodType.methodType(void.class, String.class));
        guard.getMethod("quiet").invoke(null);
    }

    void stop(Thread thread) {
        call(() -> stop.invoke(thread));
    }

    void release(Thread thread) {
        call(() -> release.invoke(thread));
    }

    void put(String key, Supplier<?> value) {
        call(() -> put.invoke(key, value));
    }

    void remove(String key) {
        call(() -> remove.invoke(key));
    }

    @SuppressWarnings("checkstyle:IllegalCatch")
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
