package dev.hearth.driver;

import dev.hearth.driver.dispatch.CellJobs;
import dev.hearth.driver.dispatch.LanguageHost;
import dev.hearth.driver.dispatch.Languages;
import dev.hearth.driver.dispatch.OwnComms;
import dev.hearth.driver.dispatch.SharedFiles;
import dev.hearth.driver.output.Parent;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Three fake languages and no Spark. Thread-safe. */
final class FakeEngine implements Engine {
    final FakeInterpreter own;
    final FakeInterpreter other;
    final Queue<String> cancelled = new ConcurrentLinkedQueue<>();
    final Queue<String> files = new ConcurrentLinkedQueue<>();
    final Map<String, String> ownComms = new ConcurrentHashMap<>();
    final CountDownLatch closed = new CountDownLatch(1);
    volatile Consumer<String> onSparkEnd = reason -> {};
    private final Languages languages;

    FakeEngine(FakeInterpreter own, FakeInterpreter other) {
        this.own = own;
        this.other = other;
        this.languages = new Languages(
                own.language(),
                List.of(
                        new LanguageHost(own),
                        new LanguageHost(other),
                        new LanguageHost(new FakeInterpreter(Language.SQL))));
    }

    @Override
    public Languages languages() {
        return languages;
    }

    @Override
    public CellJobs jobs() {
        return new CellJobs() {
            @Override
            public String tagFor(String cellId) {
                return "tag-" + cellId;
            }

            @Override
            public Scope begin(Parent parent, String tag) {
                return () -> {};
            }

            @Override
            public void cancel(String tag, String reason) {
                cancelled.add(tag);
            }

            @Override
            public Optional<RawJson> costNow(Parent parent, String tag) {
                return Optional.empty();
            }

            @Override
            public void tellCost(Parent parent, String tag) {}
        };
    }

    @Override
    public SharedFiles files() {
        return uri -> {
            if (uri.contains("missing")) {
                throw new IllegalArgumentException("there is no " + uri);
            }
            files.add(uri);
            return Path.of("/fetched", uri.substring(uri.lastIndexOf('/') + 1));
        };
    }

    @Override
    public OwnComms comms() {
        return new OwnComms() {
            @Override
            public boolean serves(String targetName) {
                return targetName.equals("own");
            }

            @Override
            public void open(String commId, String targetName, Parent parent) {
                ownComms.put(commId, targetName);
            }

            @Override
            public void close(String commId) {
                ownComms.remove(commId);
            }

            @Override
            public Map<String, String> open() {
                return Map.copyOf(ownComms);
            }
        };
    }

    @Override
    public RawJson startSpark() {
        return Json.write(Json.object().put("spark", "none"));
    }

    @Override
    public String banner() {
        return "a fake";
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
