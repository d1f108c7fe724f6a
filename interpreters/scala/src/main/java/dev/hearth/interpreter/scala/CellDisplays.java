package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.CellContext;
import dev.hearth.interpreter.InputNotAllowedException;
import dev.hearth.interpreter.scala.deps.DependencyException;
import dev.hearth.interpreter.scala.deps.DependencyRequest;
import dev.hearth.interpreter.scala.deps.SessionJars;
import dev.hearth.interpreter.scala.show.View;
import dev.hearth.interpreter.scala.show.ViewLimits;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import hearth.CellDesk;
import hearth.CellStopped;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The desk of one cell. Thread-safe. */
final class CellDisplays implements CellDesk {
    private final CellStreams io;
    private final CellContext context;
    private final Showing showing;
    private final SessionJars jars;

    CellDisplays(CellStreams io, CellContext context, Showing showing, SessionJars jars) {
        this.io = io;
        this.context = context;
        this.showing = showing;
        this.jars = jars;
    }

    @Override
    public void show(@Nullable Object value, String id, int rows) {
        ViewLimits usual = showing.views().limits();
        ViewLimits limits = rows == USUAL_ROWS ? usual : usual.withRows(rows);
        Optional<MimeBundle> bundle = showing.bundle(value, limits);
        if (bundle.isEmpty() && limits.whole()) {
            // In pieces, since it may be larger than a message may be.
            io.out().println(UserText.whole(value));
            return;
        }
        send(bundle.orElseGet(() -> MimeBundle.text(showing.text(value))), id.isEmpty() ? Showing.idOf(value) : id);
    }

    @Override
    public void update(@Nullable Object value, String id) {
        MimeBundle bundle =
                showing.bundle(value, showing.views().limits()).orElseGet(() -> MimeBundle.text(showing.text(value)));
        io.send(sink -> sink.updateDisplay(bundle, id));
    }

    @Override
    public void publish(Map<String, String> bodies, Map<String, String> metadata, String id, boolean update) {
        View view = View.of(bodies, metadata, id);
        if (update && id.isEmpty()) {
            throw new IllegalArgumentException("an update names the display that it replaces: withId");
        }
        // Messages need a text; the first body is as good as any.
        String plain = bodies.values().stream().findFirst().map(showing::text).orElse("");
        MimeBundle bundle = view.bundle(plain);
        if (update) {
            io.send(sink -> sink.updateDisplay(bundle, id));
        } else {
            send(bundle, id);
        }
    }

    private void send(MimeBundle bundle, String id) {
        io.send(sink -> sink.display(
                bundle, id.isEmpty() ? null : Json.write(Json.object().put("display_id", id)), List.of()));
    }

    @Override
    public void clear(boolean wait) {
        io.send(sink -> sink.clear(wait));
    }

    @Override
    public Optional<String> input(String prompt, boolean password) {
        io.flush();
        try {
            return Optional.of(context.input(prompt, password));
        } catch (InputNotAllowedException nobodyToAsk) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw CellStopped.now();
        }
    }

    @Override
    public PrintStream out() {
        return io.out();
    }

    @Override
    public PrintStream err() {
        return io.err();
    }

    @Override
    public InputStream in() {
        return io.in();
    }

    @Override
    public void register(Class<?> type, Function<Object, Map<String, String>> view) {
        showing.views().register(type, view);
    }

    @Override
    public void addJars(List<String> locations) {
        try {
            jars.add(DependencyRequest.ofJars(locations), io.out()::println);
        } catch (DependencyException missing) {
            throw new IllegalArgumentException(missing.getMessage(), missing);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw CellStopped.now();
        }
    }

    @Override
    public int rows() {
        return showing.views().limits().rows();
    }

    @Override
    public void rows(int most) {
        showing.rows(most);
    }
}
