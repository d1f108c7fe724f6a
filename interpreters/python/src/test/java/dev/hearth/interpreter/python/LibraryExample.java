package dev.hearth.interpreter.python;

import dev.hearth.interpreter.Cell;
import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import java.nio.file.Path;

/** Python in a Java program, without a gateway and without Spark. {@link LibraryExampleTest} runs it. */
final class LibraryExample {
    private LibraryExample() {}

    /**
     * Sends a number to Python, has it squared there, and fetches the square.
     *
     * @param executable a Python from 3.9 on; IPython in it is a gain, no need
     * @param directory where the cell runs and the child's sources go
     * @param context what the cell says goes there
     */
    static Object square(String executable, Path directory, long number, CellContext context) throws Exception {
        PythonSettings settings = PythonSettings.of(executable, directory, directory.resolve("private"));
        try (PythonInterpreter python = new PythonInterpreter(settings)) {
            python.start();
            Facility.Values values = python.facility(Facility.Values.class).orElseThrow();
            values.take("number", PlainValue.of(number, "long"));
            Cell cell = new Cell("1", "print('squaring', number)\nsquare = number ** 2", 1, false, true, "none", null);
            ExecutionResult result = python.execute(cell, context);
            if (!(result instanceof ExecutionResult.Succeeded)) {
                throw new IllegalStateException(result.toString());
            }
            return String.valueOf(PlainValue.read(values.give("square").orElseThrow()));
        }
    }
}
