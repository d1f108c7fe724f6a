package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.Language;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A shell beside the main one (JEP 91): its lane, and the subshells of the languages that its cells have needed. Thread-safe. */
final class Subshell {
    private final Lane lane;
    private final Map<Language, String> inLanguages = new EnumMap<>(Language.class); // guarded by this
    private boolean deleted; // guarded by this

    Subshell(Lane lane) {
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    /**
     * The id of this subshell in a language, made when a cell first needs it, and made anew after the language was; empty if the
     * language has no subshells, or this one is deleted.
     */
    synchronized Optional<String> in(Interpreter interpreter) throws InterpreterException {
        Optional<Facility.Subshells> subshells = interpreter.facility(Facility.Subshells.class);
        if (subshells.isEmpty() || deleted) {
            return Optional.empty();
        }
        String known = inLanguages.get(interpreter.language());
        if (known == null || !subshells.get().list().contains(known)) {
            known = subshells.get().create();
            inLanguages.put(interpreter.language(), known);
        }
        return Optional.of(known);
    }

    /** Ends it in the languages, with the cell that runs in it. */
    synchronized void delete(Languages languages) {
        deleted = true;
        inLanguages.forEach((language, inLanguage) -> languages
                .find(language)
                .filter(LanguageHost::isReady)
                .flatMap(host -> host.interpreter().facility(Facility.Subshells.class))
                .ifPresent(subshells -> subshells.delete(inLanguage)));
    }
}
