package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.rolling.RollingFileAppender;
import dev.hearth.gateway.config.ByteSize;
import dev.hearth.gateway.config.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class GatewayLogTest {
    @TempDir
    Path folder;

    @AfterEach
    void asBefore() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ContextInitializer(context).autoConfig();
    }

    @Test
    void files_ofBefore_areKeptInTheNumberThatIsSet() throws Exception {
        GatewayLog.open(
                new Logging(Logging.Level.INFO, ByteSize.ofMebibytes(1), 24, ByteSize.ofMebibytes(1)), folder, true);
        List<RollingFileAppender<?>> files = new ArrayList<>();
        var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT");
        root.iteratorForAppenders().forEachRemaining(each -> {
            if (each instanceof RollingFileAppender<?> file) {
                files.add(file);
            }
        });
        for (int i = 0; i < 30; i++) {
            LoggerFactory.getLogger("a").info("line {}", i);
            files.get(0).rollover();
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).hasSize(25); // and the one that is written
        }
        assertThat(Files.readString(folder.resolve("hearth.24.log"))).contains("line 6");
    }

    @Test
    void whatOthersSay_makesNoLineOfItsOwn_andAnExceptionKeepsItsLines() throws Exception {
        GatewayLog.open(Logging.defaults(), folder, true);
        LoggerFactory.getLogger("a").info("linked to {}", "4.0.0\r\n2026 ERROR forged \u001b[2J");
        LoggerFactory.getLogger("a").info("failed", new IllegalStateException("why"));
        List<String> lines = Files.readAllLines(folder.resolve("hearth.log"));
        assertThat(lines.get(0)).endsWith(" - linked to 4.0.0 2026 ERROR forged  [2J");
        assertThat(lines.get(1)).endsWith(" - failed");
        assertThat(lines.get(2)).isEqualTo("java.lang.IllegalStateException: why");
    }
}
