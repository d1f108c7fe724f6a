package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.RequestOutput;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves what is answered at once, whatever runs: kernel_info, history, interrupt, shutdown, debugging. Thread-safe. */
final class ControlHandlers {
    private final Languages languages;
    private final History history;
    private final Interrupts interrupts;
    private final CellSurroundings around;
    private final SessionFacts facts;
    private final PanelDebugger panel;

    ControlHandlers(
            Languages languages,
            History history,
            Interrupts interrupts,
            CellSurroundings around,
            SessionFacts facts,
            PanelDebugger panel) {
        this.languages = languages;
        this.history = history;
        this.interrupts = interrupts;
        this.around = around;
        this.facts = facts;
        this.panel = panel;
    }

    /**
     * What the session says of itself.
     *
     * @param version Hearth's version
     * @param banner the lines that a console shows first; changes when Spark is there
     */
    record SessionFacts(String version, Supplier<String> banner) {}

    void kernelInfo(Request request) {
        LanguageInfo info = languages.ownHost().interpreter().languageInfo();
        List<String> features = new ArrayList<>();
        if (ownHas(Facility.Debugger.class) || ownHas(Facility.Values.class)) {
            features.add("debugger");
        }
        if (ownHas(Facility.Subshells.class)) {
            features.add("kernel subshells");
        }
        request.output()
                .reply(new Replies.KernelInfo(
                        "ok",
                        Header.PROTOCOL_VERSION,
                        "hearth",
                        facts.version(),
                        new Replies.Language(
                                info.name(),
                                info.version(),
                                info.mimetype(),
                                info.fileExtension(),
                                info.pygmentsLexer(),
                                info.codemirrorMode(),
                                info.nbconvertExporter()),
                        facts.banner().get(),
                        List.of(new Replies.HelpLink("Apache Spark", "https://spark.apache.org/docs/latest/")),
                        features));
    }

    /** Also of one that is still starting, what it will have: who asks does not ask again. */
    private boolean ownHas(Class<? extends Facility> kind) {
        LanguageHost own = languages.ownHost();
        return !own.isReady() || own.interpreter().facility(kind).isPresent();
    }

    void history(Request request) throws MalformedMessageException {
        request.output().reply(new Replies.History("ok", history.find(request.content(Requests.History.class))));
    }

    /**
     * Applies to the running cells that came before the interrupt, or of those to the one of the subshell that its header names;
     * to none, it is void and still answered.
     */
    void interrupt(Request request) {
        interrupts.interruptBefore(request.envelope().sequence(), request.subshellId());
        request.output().reply(Replies.Ok.INSTANCE);
    }

    void shutdown(Request request) throws MalformedMessageException {
        boolean restart = request.content(Requests.Shutdown.class).restart();
        request.output().reply(new Replies.Shutdown("ok", restart));
    }

    /** Goes to the own language's debugger, or else to what shows its variables. */
    void debug(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        RequestOutput output = request.output();
        LanguageHost own = languages.ownHost();
        if (!own.isReady()) {
            output.fail("NotReady", "the session's language is not ready");
            return;
        }
        Optional<Facility.Debugger> debugger = own.interpreter().facility(Facility.Debugger.class);
        if (debugger.isPresent()) {
            RunningCell context = new RunningCell(request, "debug", around);
            output.reply(
                    debugger.get().request(request.message().contentJson(), context.output()), RawJson.EMPTY_OBJECT);
        } else if (own.interpreter().facility(Facility.Values.class).isPresent()) {
            output.reply(panel.answer(Json.read(request.message().contentJson())), RawJson.EMPTY_OBJECT);
        } else {
            output.fail("NotSupported", "this session has no debugger");
        }
    }
}
