package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.InterpreterDiedException;
import scala.util.Properties;

/** Checks that the Scala found at run time is one that this package can drive. Stateless. */
final class ScalaVersions {
    private static final String SERIES = "2.13.";

    private ScalaVersions() {}

    /** Looks at library, compiler and reflection. */
    static void check() throws InterpreterDiedException {
        String library = Properties.versionNumberString();
        String compiler;
        try {
            compiler = scala.tools.nsc.Properties.versionNumberString();
        } catch (LinkageError missing) {
            throw new InterpreterDiedException(
                    "there is no Scala compiler on the class path: add scala-compiler and scala-reflect " + library,
                    missing);
        }
        check(library, compiler);
    }

    /** The compiler reads and writes what only a library of the very same version understands. */
    static void check(String library, String compiler) throws InterpreterDiedException {
        if (!library.startsWith(SERIES)) {
            throw new InterpreterDiedException("Scala cells need Scala 2.13, but scala-library is " + library
                    + ": use a Spark that is built for Scala 2.13");
        }
        if (!library.equals(compiler)) {
            throw new InterpreterDiedException("scala-library is " + library + " but scala-compiler is " + compiler
                    + ": put the compiler of " + library + " on the class path, and only that");
        }
    }
}
