package dev.hearth.driver.dispatch;

import dev.hearth.interpreter.Facility;
import dev.hearth.protocol.Language;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The languages of the session. Immutable; the hosts are not. */
public final class Languages {
    private final Language own;
    private final Map<Language, LanguageHost> hosts = new EnumMap<>(Language.class);

    /** The languages of {@code hosts}, of which {@code own} is spoken where nothing else is said. */
    public Languages(Language own, Collection<LanguageHost> hosts) {
        this.own = own;
        for (LanguageHost host : hosts) {
            this.hosts.put(host.interpreter().language(), host);
        }
        if (!this.hosts.containsKey(own)) {
            throw new IllegalArgumentException("nobody speaks " + own);
        }
    }

    /** What is spoken where nothing else is said. */
    public Language own() {
        return own;
    }

    /** The host of a language, if somebody speaks it. */
    public Optional<LanguageHost> find(Language language) {
        return Optional.ofNullable(hosts.get(language));
    }

    /** The host of the session's own language. */
    public LanguageHost ownHost() {
        return find(own).orElseThrow();
    }

    /** All hosts, the own language's first. */
    public List<LanguageHost> all() {
        List<LanguageHost> all = new ArrayList<>(hosts.values());
        all.remove(ownHost());
        all.add(0, ownHost());
        return all;
    }

    /** A facility of those languages that are ready and have it, the own language's first. */
    <F extends Facility> List<HostedFacility<F>> facilities(Class<F> kind) {
        List<HostedFacility<F>> found = new ArrayList<>();
        for (LanguageHost host : all()) {
            if (host.isReady()) {
                host.interpreter()
                        .facility(kind)
                        .ifPresent(facility -> found.add(new HostedFacility<>(host, facility)));
            }
        }
        return found;
    }

    /** A facility and whose it is. */
    record HostedFacility<F extends Facility>(LanguageHost host, F facility) {}
}
