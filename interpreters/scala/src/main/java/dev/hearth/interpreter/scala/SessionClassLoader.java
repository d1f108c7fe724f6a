package dev.hearth.interpreter.scala;

import java.net.URL;
import org.jspecify.annotations.Nullable;

/** Loads like its parent, and the classes of cells once there are any. Thread-safe. */
final class SessionClassLoader extends ClassLoader {
    private volatile @Nullable ClassLoader ofCells;

    SessionClassLoader(ClassLoader parent) {
        super("hearth-session", parent);
    }

    void open(ClassLoader cells) {
        ofCells = cells;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ClassLoader cells = ofCells;
        if (cells == null) {
            throw new ClassNotFoundException(name);
        }
        return cells.loadClass(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        ClassLoader cells = ofCells;
        return cells == null ? null : cells.getResource(name);
    }
}
