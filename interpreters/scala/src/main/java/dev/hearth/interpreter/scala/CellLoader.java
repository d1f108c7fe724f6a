package dev.hearth.interpreter.scala;

import java.lang.reflect.Field;
import java.nio.file.Path;
import scala.reflect.internal.util.AbstractFileClassLoader;
import scala.reflect.internal.util.ScalaClassLoader;
import scala.reflect.io.AbstractFile;
import scala.reflect.io.Directory;
import scala.tools.nsc.interpreter.IMain;

/** Makes the loader of cells' classes. Stateless. */
final class CellLoader {
    private CellLoader() {}

    /**
     * Gives the engine a loader that only reads class files.
     *
     * <p>Its own also looks every unknown name without a package up among the compiler's symbols, on whatever thread is loading,
     * without the compiler's lock: a running cell would disturb a completion on another thread. There is no way to replace it but
     * its private fields; where they are named differently, its own stays.
     */
    static ClassLoader of(IMain main, Path directory, ClassLoader parent) {
        try {
            Field ofCells = IMain.class.getDeclaredField("_classLoader");
            Field ofJars = IMain.class.getDeclaredField("_runtimeClassLoader");
            ofCells.setAccessible(true);
            ofJars.setAccessible(true);
            ScalaClassLoader.URLClassLoader jars =
                    new ScalaClassLoader.URLClassLoader(main.compilerClasspath(), parent);
            AbstractFileClassLoader cells = new AbstractFileClassLoader(
                    AbstractFile.getDirectory(Directory.apply(scala.reflect.io.Path.apply(directory.toString()))),
                    jars);
            ofJars.set(main, jars);
            ofCells.set(main, cells);
        } catch (NoSuchFieldException | IllegalAccessException | RuntimeException differently) {
            return main.classLoader();
        }
        return main.classLoader();
    }
}
