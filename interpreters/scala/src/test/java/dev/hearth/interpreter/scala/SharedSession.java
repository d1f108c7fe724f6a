package dev.hearth.interpreter.scala;

import dev.hearth.protocol.MimeBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one session, started for the first that asks and closed after the last: a compiler is slow to start.
 *
 * <p>The rules: a test leaves it idle, and defines what it uses, under names that no other test relies on. A test that wants
 * other settings starts its own, as {@link SparkHere} does.
 */
final class SharedSession implements ParameterResolver {
    /** How often the session's lazy name {@code answer} was asked for. */
    static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ScalaSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedSession.class))
                .getOrComputeIfAbsent(Held.class)
                .session;
    }

    private static MimeBundle render(Renderer.Result result) {
        MimeBundle.Builder bundle = MimeBundle.builder().text(MimeBundle.TEXT_PLAIN, result.text());
        if (result.type().equals("StringBuilder")) {
            bundle.text("text/html", "<b>" + result.value().orElse("") + "</b>");
        }
        return bundle.build();
    }

    static final class Held implements AutoCloseable {
        final ScalaSession session;

        Held() throws Exception {
            Path folder = Files.createTempDirectory(Path.of("target"), "cells");
            Binding answer = new Binding("answer", "java.lang.Integer", () -> {
                ASKED.incrementAndGet();
                System.out.println("asked");
                return 42;
            });
            Binding catalog = new Binding("catalog", "scala.collection.immutable.List[Int]", () -> {
                throw new IllegalStateException("no catalog here");
            });
            session = new ScalaSession(ScalaSettings.in(folder)
                    .withBindings(
                            List.of(answer, catalog), List.of("import scala.math.{max => larger}", "import catalog._"))
                    .withLimits(2_000, Duration.ofMillis(1_500))
                    .withRenderer(SharedSession::render));
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
