package hearth;

import java.util.function.Consumer;

/** Tells the driver of the objects around a cell's own classes while they are made. Thread-safe. */
public final class Wrappers {
    private static volatile Consumer<Object> listener = wrapper -> {};

    private Wrappers() {}

    /** Called by the constructor of an object that encloses classes of a cell, before the cell's code in it runs. */
    public static void made(Object wrapper) {
        listener.accept(wrapper);
    }

    /** Says who is told. On executors nobody is. */
    public static void tell(Consumer<Object> told) {
        listener = told;
    }
}
