package dev.hearth.interpreter.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one Python, started for the first that asks and closed after the last: IPython is slow to start.
 *
 * <p>The rules: a test leaves it alive and idle; it imports what it uses, and relies on no name that another test made. It
 * shows at most {@value #MAX_BODY_BYTES} bytes at once. A test that ends its Python, or wants other settings, starts its own.
 */
final class SharedPython implements ParameterResolver {
    /** Small, so that what is too large to show is made fast. */
    static final int MAX_BODY_BYTES = 1 << 20;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestPython.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedPython.class))
                .getOrComputeIfAbsent(Held.class)
                .python;
    }

    static final class Held implements AutoCloseable {
        final TestPython python;

        Held() throws Exception {
            Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "python");
            python = new TestPython(
                    TestPython.limited(TestPython.settings(directory), Duration.ofSeconds(3), MAX_BODY_BYTES));
        }

        @Override
        public void close() {
            python.close();
        }
    }
}
