package dev.hearth.interpreter.scala;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import scala.reflect.internal.Reporter;
import scala.reflect.internal.settings.MutableSettings;
import scala.reflect.internal.util.CodeAction;
import scala.reflect.internal.util.Position;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;
import scala.tools.nsc.interpreter.shell.ShellConfig;

/** Collects what the compiler says about a cell instead of printing it. Guarded by the compiler's lock. */
final class CellReporter extends ReplReporterImpl {
    /** More than anybody reads, and less than a generated cell can cause. */
    private static final int LIMIT = 100;

    private final Set<Diagnostic> said = new LinkedHashSet<>();

    CellReporter(Settings settings) {
        super(ShellConfig.apply(settings), settings, new PrintWriter(Writer.nullWriter()));
    }

    /** Forgets what was said, and every error that would make the next compilation fail. */
    void begin() {
        reset();
        said.clear();
    }

    /** What was said since {@link #begin}, errors or warnings, in order and without repetition. */
    List<Diagnostic> said(boolean errors) {
        List<Diagnostic> chosen = new ArrayList<>(said);
        chosen.removeIf(each -> each.error() != errors);
        return chosen;
    }

    @Override
    public void doReport(
            Position position,
            String message,
            Reporter.Severity severity,
            scala.collection.immutable.List<CodeAction> actions) {
        boolean error = severity.id() == 2;
        if (totalSilence() || severity.id() == 0 || said.size() >= LIMIT) {
            return;
        }
        if (position == null || !position.isDefined()) {
            said.add(new Diagnostic(error, "", unwrap(message), List.of()));
            return;
        }
        String place = position.source().file().name() + ":" + position.line() + ":" + position.column();
        List<String> source = List.of(position.lineContent().stripTrailing(), position.lineCaret());
        said.add(new Diagnostic(error, place, unwrap(message), source));
    }

    /** Advice about a shell's commands, which cells do not have. */
    @Override
    public String rerunWithDetails(MutableSettings.SettingValue setting, String name) {
        return "";
    }

    @Override
    public void printMessage(String message) {}

    @Override
    public boolean colorOk() {
        return false;
    }
}
