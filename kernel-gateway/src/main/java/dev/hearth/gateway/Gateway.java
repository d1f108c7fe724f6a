package dev.hearth.gateway;

import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.cli.GivenToken;
import dev.hearth.gateway.cli.RunningGateway;
import dev.hearth.gateway.cli.StartOptions;
import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFiles;
import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.http.Guards;
import dev.hearth.gateway.http.HttpServer;
import dev.hearth.gateway.http.TlsMaterial;
import dev.hearth.gateway.http.TlsWatch;
import dev.hearth.gateway.http.api.AllSessionEvents;
import dev.hearth.gateway.link.LinkServer;
import dev.hearth.gateway.security.Authenticator;
import dev.hearth.gateway.security.HostCheck;
import dev.hearth.gateway.security.OriginCheck;
import dev.hearth.gateway.security.Secret;
import dev.hearth.gateway.security.TokenStore;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.gateway.session.GatewayIdentity;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.gateway.store.DataDirectory;
import dev.hearth.gateway.store.DataHealth;
import dev.hearth.gateway.store.Store;
import dev.hearth.protocol.Release;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway: the composition root.
 *
 * <p>Thread-safe. {@link #close} stops local drivers and then all that was started, in reverse order.
 */
public final class Gateway implements RunningGateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Configuration configuration;
    private final Closing closing;
    private final String token;
    private final IdleEnd idle;
    private volatile URI address = URI.create("http://127.0.0.1");

    private Gateway(Configuration configuration, Closing closing, String token, boolean forKernels) {
        this.configuration = configuration;
        this.closing = closing;
        this.token = token;
        this.idle = new IdleEnd(forKernels ? configuration.timeouts().forKernels() : Duration.ZERO, System::nanoTime);
    }

    /**
     * Starts a gateway.
     *
     * @throws ConfigurationException if the configuration cannot be obeyed
     * @throws IOException if the data directory is in use, or the address, or something is missing
     */
    public static Gateway start(StartOptions options) throws ConfigurationException, IOException {
        ConfigurationFiles.Read read = new ConfigurationFiles(options.config(), options.livyConf()).read();
        Configuration configuration = configuration(read.configuration(), options);
        Closing closing = new Closing();
        try {
            DataDirectory data = DataDirectory.open(options.data());
            closing.add("the data directory", data);
            GatewayLog.open(configuration.log(), data.log(), options.quiet());
            read.warnings().forEach(LOG::warn);
            read.remarks().forEach(LOG::info);
            Optional<String> given = GivenToken.given(options.tokenFile());
            String token = given.isPresent() ? given.get() : data.ownToken();
            Gateway gateway = new Gateway(configuration, closing, token, options.forKernels());
            gateway.build(data);
            return gateway;
        } catch (IOException | RuntimeException e) {
            closing.run(configuration.timeouts().shutdown());
            throw e;
        }
    }

    private static Configuration configuration(Configuration files, StartOptions options)
            throws ConfigurationException {
        Configuration read = HearthPython.applied(files);
        OptionalInt port = options.port();
        try {
            return read.listeningOn(options.host().orElse(read.host()), port.orElse(read.port()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--host or --port: " + e.getMessage(), e);
        }
    }

    private void build(DataDirectory data) throws IOException {
        Store store = Store.open(data.store());
        closing.add("the store", store);
        DriverSide drivers =
                DriverSide.find(data.root(), configuration.log().driverSize().bytes());
        closing.add("the launchers", drivers);
        @Nullable TlsMaterial tls = tls();
        SparkVersions sparks = SparkVersions.start(
                drivers.installations(), configuration.profiles().values());
        closing.add("the look for Spark", sparks);
        FaceWiring wiring = new FaceWiring(configuration);
        closing.add("the metrics", wiring.metrics());
        GatewayIdentity identity = store.nextEpoch();
        Launchers launchers = new Launchers(drivers, data.root(), identity.instance());
        closing.add("the clusters", launchers);
        Map<String, SessionProfile> profiles = SessionWiring.profiles(configuration, launchers::of);
        Sessions sessions = new Sessions(new Sessions.Setup(
                data.sessions(),
                store.sessions(),
                SessionWiring.settings(configuration),
                profiles,
                identity,
                this::linkUrl,
                () -> certificatePin(tls),
                Clock.systemUTC(),
                new AllSessionEvents(wiring.metrics(), wiring.signals(), idle)));
        closing.add("the sessions", sessions);
        Batches batches = new Batches(new Batches.Setup(
                data.batches(),
                store.batches(),
                launchers.batches(configuration.profiles()),
                profiles,
                sessions,
                configuration.limits().batches(),
                configuration.retention().deadListed(),
                configuration.timeouts().stop(),
                Clock.systemUTC()));
        closing.add("the batches", batches);
        LinkServer links = new LinkServer(sessions);
        closing.add("the links", links);

        String forCommands = Secret.random();
        Guards guards = guards(wiring, store.tokens(), forCommands);
        Tokens tokens = new Tokens(store.tokens(), wiring.users(), wiring.access(), Clock.systemUTC());
        HttpServer server = new HttpServer(
                wiring.httpSettings(),
                guards,
                wiring.mapper(),
                idle.over(wiring.metrics()),
                tls,
                wiring.faces(
                        sessions,
                        batches,
                        store.documents(),
                        links,
                        tokens,
                        sparks,
                        new DataHealth(store, data.root(), DataHealth.ROOM_BYTES),
                        closing));
        sessions.recover();
        batches.recover();
        batches.sweep();
        launchers.tidy();
        closing.add("the server", server::stop);
        int port = server.start(configuration.host(), configuration.port());
        address = URI.create((tls == null ? "http://" : "https://") + shownHost() + ":" + port);
        closing.add(
                "the drivers",
                () -> sessions.stopLocal(configuration.timeouts().stop().plusSeconds(5)));
        sessions.open();
        closing.add("the announcement", data::retract);
        data.announce(address.toString(), forCommands);
        closing.add("the look for idleness", idle);
        idle.start(() -> server.openStreams() == 0 && batches.live() == 0 && sessions.closeIfIdle());
        LOG.info("Hearth {} serves at {}, data in {}", Release.VERSION, address, data.root());
    }

    private Guards guards(FaceWiring wiring, TokenStore tokens, String forCommands) {
        HostCheck hosts = new HostCheck(configuration.host(), configuration.allowedHosts());
        return new Guards(
                hosts,
                new OriginCheck(hosts.onLoopback(), configuration.allowedOrigins()),
                new Authenticator(
                        List.of(Secret.hash(token), Secret.hash(forCommands)),
                        wiring.users(),
                        wiring.access(),
                        tokens,
                        Clock.systemUTC()),
                configuration
                        .linkUrl()
                        .map(url -> Map.of(LinkServer.PATH, hosts.and(url.getHost())))
                        .orElse(Map.of()));
    }

    private @Nullable TlsMaterial tls() throws IOException {
        if (configuration.tls().isEmpty()) {
            return null;
        }
        var files = configuration.tls().get();
        if (!Files.isReadable(files.certificate()) || !Files.isReadable(files.key())) {
            throw new IOException("tls: " + files.certificate() + " or " + files.key() + " cannot be read");
        }
        TlsMaterial material = TlsMaterial.read(files.certificate(), files.key());
        closing.add("the watch of certificates", TlsWatch.start(material));
        return material;
    }

    /** An address of one's own choice may lead through something that has another certificate. */
    private Optional<String> certificatePin(@Nullable TlsMaterial tls) {
        return tls == null || configuration.linkUrl().isPresent() ? Optional.empty() : Optional.of(tls.pin());
    }

    /** Where drivers dial: what the configuration says, else this gateway's own port. */
    private URI linkUrl() {
        return configuration
                .linkUrl()
                .orElseGet(() -> URI.create((address.getScheme().equals("https") ? "wss" : "ws") + "://"
                        + reachableHost() + ":" + address.getPort() + LinkServer.PATH));
    }

    private String shownHost() {
        return bracketed(configuration.host());
    }

    /** Every address means this machine too. */
    private String reachableHost() {
        return switch (configuration.host()) {
            case "0.0.0.0", "::", "[::]" -> "127.0.0.1";
            default -> shownHost();
        };
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public void whenIdle(Runnable told) {
        idle.whenIdle(told);
    }

    @Override
    public void close() {
        closing.run(configuration.timeouts().shutdown());
    }
}
