package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryExampleTest {
    @Test
    void square_isTakenFromPython_withoutGatewayAndSpark(@TempDir Path directory) throws Exception {
        RecordingContext context = new RecordingContext();
        assertThat(LibraryExample.square(TestPython.executable(), directory, 1L << 40, context))
                .isEqualTo("1208925819614629174706176");
        assertThat(context.out()).isEqualTo("squaring 1099511627776\n");
    }
}
