package dev.hearth.gateway.session;

import dev.hearth.gateway.link.LinkServer;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A gateway without faces: sessions and links over a real server, that can be stopped hard and started again. */
@SuppressWarnings("try") // closing may be interrupted like anything in a test
public final class Workbench implements AutoCloseable {
    /** A profile that synthetic drivers run in. */
    public static final String PROFILE = "test";

    private final Path root;
    private final InMemorySessionStore store = new InMemorySessionStore();
    private final FakeLauncher launcher = new FakeLauncher();
    private SessionStore rows = store;
    private SessionSettings settings;
    private LaunchDescriptor.Settings driver =
            new LaunchDescriptor.Settings(1 << 20, 64 << 20, 8, 60, 10, true, java.util.List.of());
    private Supplier<Optional<String>> pin = Optional::empty;
    private SessionEvents events = SessionEvents.NONE;
    private Clock clock = Clock.systemUTC();
    private int profileSessions = 1000;
    private long epoch;
    private int port;
    private Server server;
    private Sessions sessions;
    private LinkServer links;

    public Workbench(Path root) {
        this.root = root;
        this.settings = new SessionSettings(
                SessionSettings.Limits.defaults(),
                new SessionSettings.Timeouts(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(300),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100)),
                SessionSettings.Retention.defaults(),
                false);
    }

    public Workbench settings(UnaryOperator<SessionSettings> change) {
        settings = change.apply(settings);
        return this;
    }

    /** Keeps rows elsewhere than in memory; {@link #store} is unused then. */
    public Workbench rows(SessionStore value) {
        rows = value;
        return this;
    }

    public Workbench driver(LaunchDescriptor.Settings value) {
        driver = value;
        return this;
    }

    /** What drivers are told of the gateway's certificate. */
    public Workbench certificatePin(Supplier<Optional<String>> value) {
        pin = value;
        return this;
    }

    /** Who is told what happens. */
    public Workbench events(SessionEvents value) {
        events = value;
        return this;
    }

    /** What time it is for the gateway. */
    public Workbench clock(Clock value) {
        clock = value;
        return this;
    }

    /** The most live sessions of the profile. */
    public Workbench profileSessions(int value) {
        profileSessions = value;
        return this;
    }

    public InMemorySessionStore store() {
        return store;
    }

    public FakeLauncher launcher() {
        return launcher;
    }

    public Sessions sessions() {
        return sessions;
    }

    public LinkServer links() {
        return links;
    }

    public URI linkUrl() {
        return URI.create("ws://127.0.0.1:" + port + LinkServer.PATH);
    }

    /** Starts a gateway on the directory, on the port of before. */
    public Workbench start() throws Exception {
        epoch++;
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        server.setHandler(context);
        sessions = new Sessions(new Sessions.Setup(
                root,
                rows,
                settings,
                Map.of(
                        PROFILE,
                        new SessionProfile(
                                PROFILE, launcher, true, DriverSettings.defaults(), driver, profileSessions)),
                new GatewayIdentity("gateway", epoch),
                this::linkUrl,
                pin,
                clock,
                events));
        links = new LinkServer(sessions);
        JettyWebSocketServletContainerInitializer.configure(context, (servlet, container) -> links.map(container));
        sessions.recover();
        server.start();
        port = connector.getLocalPort();
        sessions.open();
        return this;
    }

    /** Ends the gateway as if it had been killed: no driver is told, nothing is tidied up. */
    public void kill() throws Exception {
        sessions.close();
        links.close();
        server.stop();
    }

    public Session create() {
        return sessions.create(NewSession.of("owner", PROFILE, Language.SCALA));
    }

    /** A session whose driver is ready. */
    public Session ready() throws Exception {
        Session session = create();
        await(session, view -> view.state() == SessionState.RUNNING);
        return session;
    }

    public static void await(Session session, Predicate<SessionView> what) throws Exception {
        await(() -> what.test(session.view()), () -> session.view().toString());
    }

    public static void await(BooleanSupplier what) throws Exception {
        await(what, () -> "");
    }

    private static void await(BooleanSupplier what, Supplier<String> found) throws Exception {
        Instant end = Instant.now().plusSeconds(10);
        while (!what.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited for in vain; found " + found.get());
            }
            Thread.sleep(5); // outside of any session there is nothing to be woken by
        }
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            kill();
        }
        launcher.close();
    }
}
