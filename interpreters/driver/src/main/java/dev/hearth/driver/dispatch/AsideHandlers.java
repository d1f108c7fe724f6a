package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Completeness;
import dev.hearth.interpreter.Completion;
import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Inspection;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.content.Replies;
import dev.hearth.protocol.content.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Serves {@code complete_request}, {@code inspect_request} and {@code is_complete_request}. Thread-safe as far as languages are. */
final class AsideHandlers {
    private final Languages languages;

    AsideHandlers(Languages languages) {
        this.languages = languages;
    }

    private LanguageSwitch read(Request request, String code) throws MalformedMessageException {
        return LanguageSwitch.read(code, request.wantedLanguage().orElse(languages.own()));
    }

    private Interpreter interpreter(LanguageSwitch text) throws InterpreterException, InterruptedException {
        return languages.find(text.language()).orElseGet(languages::ownHost).ready();
    }

    /** Whether the request may be served while a cell runs: its language is ready and says so. */
    boolean mayRunBeside(Request request, Interpreter.Request kind) {
        try {
            String code = request.content(Requests.IsComplete.class).code();
            return languages
                    .find(read(request, code).language())
                    .filter(LanguageHost::isReady)
                    .filter(host -> host.interpreter().beside().contains(kind))
                    .isPresent();
        } catch (MalformedMessageException e) {
            return true; // it is only answered with an error
        }
    }

    /** Whether the language of a cell runs it in a subshell. */
    boolean runsInSubshell(Request request) {
        try {
            String code = request.content(Requests.Execute.class).code();
            return languages
                    .find(read(request, code).language())
                    .filter(LanguageHost::isReady)
                    .flatMap(host -> host.interpreter().facility(Facility.Subshells.class))
                    .isPresent();
        } catch (MalformedMessageException e) {
            return true; // it is only answered with an error
        }
    }

    void complete(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        Requests.Complete asked = request.content(Requests.Complete.class);
        LanguageSwitch text = read(request, asked.code());
        int cursor = asked.cursorPos() - text.skipped();
        Completion completion =
                cursor < 0 ? Completion.none(0) : interpreter(text).complete(text.body(), cursor);
        int shift = cursor < 0 ? asked.cursorPos() : text.skipped();
        int start = completion.start() + shift;
        int end = completion.end() + shift;
        List<String> matches = new ArrayList<>();
        List<Replies.TypedMatch> types = new ArrayList<>();
        for (Completion.Candidate candidate : completion.candidates()) {
            matches.add(candidate.text());
            types.add(new Replies.TypedMatch(
                    start,
                    end,
                    candidate.text(),
                    candidate.type().isEmpty() ? "<unknown>" : candidate.type(),
                    candidate.signature().isEmpty() ? null : candidate.signature()));
        }
        request.output().reply(new Replies.Complete("ok", matches, start, end, new Replies.CompleteMetadata(types)));
    }

    void inspect(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        Requests.Inspect asked = request.content(Requests.Inspect.class);
        LanguageSwitch text = read(request, asked.code());
        int cursor = asked.cursorPos() - text.skipped();
        Inspection found = cursor < 0
                ? Inspection.notFound()
                : interpreter(text).inspect(text.body(), cursor, asked.detailLevel());
        request.output()
                .reply(new Replies.Inspect(
                        "ok",
                        found.found(),
                        found.bundle().data(),
                        found.bundle().metadata()));
    }

    void isComplete(Request request) throws MalformedMessageException, InterpreterException, InterruptedException {
        LanguageSwitch text =
                read(request, request.content(Requests.IsComplete.class).code());
        Completeness verdict = interpreter(text).isComplete(text.body());
        boolean incomplete = verdict.status() == Completeness.Status.INCOMPLETE;
        request.output()
                .reply(new Replies.IsComplete(
                        verdict.status().name().toLowerCase(Locale.ROOT), incomplete ? verdict.indent() : null));
    }
}
