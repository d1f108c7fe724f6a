package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Publisher;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.LanguageInfo;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Serves what is answered at once, whatever runs: kernel_info, history, interrupt, shutdown, debugging. Thread-safe. */
final class ControlHandlers {
    private final Languages languages;
    private final History history;
    private final Interrupts interrupts;
    private final InputDesk inputs;
    private final Publisher publisher;
    private final ScheduledExecutorService scheduler;
    private final SessionFacts facts;

    ControlHandlers(
            Languages languages,
            History history,
            Interrupts interrupts,
            InputDesk inputs,
            Publisher publisher,
            ScheduledExecutorService scheduler,
            SessionFacts facts) {
        this.languages = languages;
        this.history = history;
        this.interrupts = interrupts;
        this.inputs = inputs;
        this.publisher = publisher;
        this.scheduler = scheduler;
        this.facts = facts;
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
        if (!languages.facilities(Facility.Debugger.class).isEmpty()) {
            features.add("debugger");
        }
        if (!languages.facilities(Facility.Subshells.class).isEmpty()) {
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

    void history(Request request) throws MalformedMessageException {
        request.output().reply(new Replies.History("ok", history.find(request.content(Requests.History.class))));
    }

    /** Applies to the running cell if that came before the interrupt; otherwise it is void, and still answered. */
    void interrupt(Request request) {
        interrupts.interruptBefore(request.envelope().sequence());
        request.output().reply(Replies.Ok.INSTANCE);
    }

    void shutdown(Request request) throws MalformedMessageException {
        boolean restart = request.content(Requests.Shutdown.class).restart();
        request.output().reply(new Replies.Shutdown("ok", restart));
    }

    void debug(Request request) throws InterpreterException, InterruptedException {
        RequestOutput output = request.output();
        List<Languages.HostedFacility<Facility.Debugger>> debuggers = languages.facilities(Facility.Debugger.class);
        if (debuggers.isEmpty()) {
            output.fail("NotSupported", "this session has no debugger yet");
            return;
        }
        RunningCell context = new RunningCell(request, "debug", false, inputs, publisher, scheduler);
        RawJson answer = debuggers.get(0).facility().request(request.message().contentJson(), context.output());
        output.reply(answer, RawJson.EMPTY_OBJECT);
    }
}
