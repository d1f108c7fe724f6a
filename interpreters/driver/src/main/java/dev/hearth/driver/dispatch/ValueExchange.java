package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.UnpassableValueException;
import dev.hearth.protocol.Language;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes values by name from one language to another. Thread-safe; call it on the thread of a cell, outside of it or while it
 * runs. Waits while another thread runs a cell of the language that has the name.
 */
public final class ValueExchange {
    private final Languages languages;

    /** Between these languages. */
    public ValueExchange(Languages languages) {
        this.languages = languages;
    }

    /** The languages that can pass values now, the own one first, {@code without} left out. */
    private List<LanguageHost> others(Language without) {
        List<LanguageHost> others = new ArrayList<>(languages.all());
        others.removeIf(
                host -> host.interpreter().language() == without || values(host).isEmpty());
        return others;
    }

    private static Optional<Facility.Values> values(LanguageHost host) {
        return host.isReady() ? host.interpreter().facility(Facility.Values.class) : Optional.empty();
    }

    /**
     * Gives {@code to} the values of {@code names}: the own language's, or else those of the first that has them.
     *
     * @throws UnpassableValueException if nobody has one of the names, or it cannot pass; the sentence says which
     */
    void take(LanguageHost to, List<String> names) throws InterpreterException, InterruptedException {
        if (names.isEmpty()) {
            return;
        }
        Language language = to.interpreter().language();
        Facility.Values taking = values(to).orElseThrow(() -> cannot(language, "take"));
        Map<String, Facility.Value> found = new LinkedHashMap<>();
        for (String name : names) {
            found.put(name, find(name, language).orElseThrow(() -> nobodyHas(name, language)));
        }
        to.enter();
        try {
            for (Map.Entry<String, Facility.Value> each : found.entrySet()) {
                taking.take(each.getKey(), each.getValue());
            }
        } finally {
            to.leave();
        }
    }

    private Optional<Facility.Value> find(String name, Language without)
            throws InterpreterException, InterruptedException {
        for (LanguageHost host : others(without)) {
            Optional<Facility.Value> value = give(host, name);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static Optional<Facility.Value> give(LanguageHost host, String name)
            throws InterpreterException, InterruptedException {
        Facility.Values giving = values(host).orElseThrow();
        int start = host.starts();
        host.enter();
        try {
            return giving.give(name);
        } catch (InterpreterDiedException e) {
            host.died(start);
            throw new UnpassableValueException(e.getMessage() + " (" + name + " was asked of it)", e);
        } finally {
            host.leave();
        }
    }

    /**
     * Gives values of {@code from}, whose cell has just ended, to the own language, or if that is {@code from} to every other
     * that can take them.
     */
    void give(LanguageHost from, List<String> names) throws InterpreterException, InterruptedException {
        if (names.isEmpty()) {
            return;
        }
        Language language = from.interpreter().language();
        if (values(from).isEmpty()) {
            throw cannot(language, "give");
        }
        List<LanguageHost> takers = others(language);
        if (language != languages.own()) {
            takers.removeIf(host -> host.interpreter().language() != languages.own());
        }
        if (takers.isEmpty()) {
            throw new UnpassableValueException("no other language that is ready can take values");
        }
        for (String name : names) {
            Facility.Value value = give(from, name)
                    .orElseThrow(() -> new UnpassableValueException(
                            "there is no " + name + " in " + language.wireName() + " to give to another language"));
            hand(takers, name, value);
        }
    }

    /** One taker is enough: what one has no use for another may take. */
    private static void hand(List<LanguageHost> takers, String name, Facility.Value value)
            throws InterpreterException, InterruptedException {
        UnpassableValueException refused = null;
        boolean done = false;
        for (LanguageHost taker : takers) {
            int start = taker.starts();
            taker.enter();
            try {
                values(taker).orElseThrow().take(name, value);
                done = true;
            } catch (UnpassableValueException e) {
                refused = e;
            } catch (InterpreterDiedException e) {
                taker.died(start);
                refused = new UnpassableValueException(e.getMessage() + " (" + name + " was for it)", e);
            } finally {
                taker.leave();
            }
        }
        if (!done && refused != null) {
            throw refused;
        }
    }

    private UnpassableValueException nobodyHas(String name, Language asking) {
        List<String> asked = others(asking).stream()
                .map(host -> host.interpreter().language().wireName())
                .toList();
        return new UnpassableValueException("there is no " + name + " in "
                + (asked.isEmpty() ? "another language: none is ready" : String.join(" or ", asked)));
    }

    private static UnpassableValueException cannot(Language language, String what) {
        return new UnpassableValueException(language.wireName() + " can " + what + " no values yet");
    }

    /**
     * The value of a name that a cell of {@code asking} mentions: the own language's, or else that of the first that has it.
     * For {@code :name} in SQL.
     *
     * @throws IllegalArgumentException if the value cannot pass; the message is a sentence
     * @throws IllegalStateException if the thread was interrupted, which is kept, or a language is gone
     */
    public Optional<Facility.Value> parameter(String name, Language asking) {
        try {
            return find(name, asking);
        } catch (UnpassableValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (InterpreterException e) {
            throw new IllegalStateException("the value of " + name + " could not be fetched: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the cell was interrupted", e);
        }
    }
}
