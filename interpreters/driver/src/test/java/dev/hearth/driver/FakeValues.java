package dev.hearth.driver;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.PlainValue;
import dev.hearth.interpreter.UnpassableValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;

/** Texts by name; what is called {@code thing} cannot pass. Thread-safe. */
final class FakeValues implements Facility.Values {
    private final Map<String, String> texts = new ConcurrentSkipListMap<>();

    /** Whoever asks for all variables waits for it. */
    volatile CountDownLatch mayBeListed = new CountDownLatch(0);

    void set(String name, String text) {
        texts.put(name, text);
    }

    String get(String name) {
        return texts.getOrDefault(name, "nothing");
    }

    @Override
    public List<Facility.Variable> variables() throws InterruptedException {
        mayBeListed.await();
        return texts.entrySet().stream()
                .map(each -> new Facility.Variable(
                        each.getKey(), "Text", each.getValue().length(), each.getValue()))
                .toList();
    }

    @Override
    public Optional<Facility.Value> give(String name) throws UnpassableValueException {
        String text = texts.get(name);
        if (name.equals("thing")) {
            return Optional.of(PlainValue.of(new Object(), "Thing"));
        }
        return text == null ? Optional.empty() : Optional.of(PlainValue.of(text, "Text"));
    }

    @Override
    public void take(String name, Facility.Value value) throws UnpassableValueException {
        texts.put(name, String.valueOf(PlainValue.read(value)));
    }
}
