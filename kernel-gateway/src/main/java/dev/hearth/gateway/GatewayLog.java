package dev.hearth.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.hearth.gateway.config.Logging;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The gateway's own log: standard error, and files that are rotated by size. Only functions. */
final class GatewayLog {

    /** What a driver or a client says may be quoted in a message: it must not look like a line of its own. */
    private static final String MESSAGE = "%replace(%msg){'[\\x00-\\x1f\\x7f]+', ' '}";

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{20} - " + MESSAGE + "%n";
    /** Libraries that say at the level info what only they want to know. */
    private static final Map<String, Level> QUIETER = Map.of(
            "com.zaxxer.hikari", Level.WARN,
            "org.eclipse.jetty", Level.WARN,
            "io.javalin", Level.WARN,
            "org.jdbi", Level.WARN);

    private GatewayLog() {}

    /**
     * Turns the log on.
     *
     * @param quiet whether only warnings go to standard error; the files have all
     */
    static void open(Logging settings, Path folder, boolean quiet) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = Level.valueOf(settings.level().name());
        root.setLevel(level);
        if (level.isGreaterOrEqual(Level.INFO)) {
            QUIETER.forEach((name, least) -> context.getLogger(name).setLevel(least));
        }
        root.addAppender(console(context, quiet));
        root.addAppender(file(context, settings, folder));
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, boolean quiet) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder(context));
        if (quiet) {
            ThresholdFilter warnings = new ThresholdFilter();
            warnings.setLevel(Level.WARN.toString());
            warnings.start();
            console.addFilter(warnings);
        }
        console.start();
        return console;
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Logging settings, Path folder) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(folder.resolve("hearth.log").toString());
        file.setEncoder(encoder(context));
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy() {
            @Override
            protected int getMaxWindowSize() {
                return settings.files(); // else no more than 21 are kept, and nobody is told
            }
        };
        window.setContext(context);
        window.setParent(file);
        window.setFileNamePattern(folder.resolve("hearth.%i.log").toString());
        window.setMinIndex(1);
        window.setMaxIndex(settings.files());
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> bySize = new SizeBasedTriggeringPolicy<>();
        bySize.setContext(context);
        bySize.setMaxFileSize(new FileSize(settings.fileSize().bytes()));
        bySize.start();
        file.setRollingPolicy(window);
        file.setTriggeringPolicy(bySize);
        file.start();
        return file;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
