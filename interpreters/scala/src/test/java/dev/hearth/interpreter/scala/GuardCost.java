package dev.hearth.interpreter.scala;

import hearth.Guard;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Locale;

/** Prints what the checks in loops cost: processor time with them over time without, the best of several rounds. */
public final class GuardCost {
    private static final long ROUNDS = 100_000_000;

    private GuardCost() {}

    /** Takes no arguments; needs a JVM with both compilers, and some seconds. */
    public static void main(String[] arguments) throws Throwable {
        Guard.inDriver();
        PrintStream out = System.out;
        for (String name : List.of("small", "sieve", "function")) {
            MethodHandle plain = method(false, name);
            MethodHandle checked = method(true, name);
            long without = Long.MAX_VALUE;
            long with = Long.MAX_VALUE;
            for (int i = 0; i < 12; i++) {
                without = Math.min(without, time(plain));
                with = Math.min(with, time(checked));
            }
            out.printf(
                    Locale.ROOT,
                    "%s: %.0f ms, with checks %.0f ms, ratio %.2f%n",
                    name,
                    without / 1e6,
                    with / 1e6,
                    (double) with / without);
        }
    }

    private static long time(MethodHandle loop) throws Throwable {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        long unused = (long) loop.invokeExact(ROUNDS);
        return threads.getCurrentThreadCpuTime() - begun + (unused == 42 ? 1 : 0);
    }

    private static MethodHandle method(boolean checked, String name) throws Exception {
        String file = HotLoops.class.getName().replace('.', '/') + ".class";
        byte[] bytes;
        try (InputStream in = GuardCost.class.getClassLoader().getResourceAsStream(file)) {
            bytes = java.util.Objects.requireNonNull(in).readAllBytes();
        }
        byte[] used = checked ? CellClasses.rewrite(bytes, false, false) : bytes;
        Class<?> loops = new Alone(used).loadClass(HotLoops.class.getName());
        return MethodHandles.publicLookup().findStatic(loops, name, MethodType.methodType(long.class, long.class));
    }

    /** Loads one class by itself, and everything else as others do. */
    private static final class Alone extends ClassLoader {
        private final byte[] bytes;

        Alone(byte[] bytes) {
            super(GuardCost.class.getClassLoader());
            this.bytes = bytes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.equals(HotLoops.class.getName())
                        ? defineClass(name, bytes, 0, bytes.length)
                        : super.loadClass(name, resolve);
            }
        }
    }
}
