package dev.hearth.gateway.jupyter;

import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.http.Guards;
import dev.hearth.gateway.http.HttpServer;
import dev.hearth.gateway.http.HttpSettings;
import dev.hearth.gateway.http.RequestTimes;
import dev.hearth.gateway.link.LinkServer;
import dev.hearth.gateway.security.Access;
import dev.hearth.gateway.security.AccessRules;
import dev.hearth.gateway.security.Authenticator;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.EnvAllowList;
import dev.hearth.gateway.security.HostCheck;
import dev.hearth.gateway.security.OriginCheck;
import dev.hearth.gateway.security.Secret;
import dev.hearth.gateway.security.TokenKind;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.gateway.security.Users;
import dev.hearth.gateway.session.FakeLauncher;
import dev.hearth.gateway.session.GatewayIdentity;
import dev.hearth.gateway.session.InMemorySessionStore;
import dev.hearth.gateway.session.Session;
import dev.hearth.gateway.session.SessionEvents;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.SessionSettings;
import dev.hearth.gateway.session.SessionState;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.gateway.session.SyntheticDriver;
import dev.hearth.gateway.store.Store;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** A whole gateway but its launchers: real sessions, store, server and sockets; drivers are synthetic. */
public final class FaceBench implements AutoCloseable {
    /** Its token. */
    public static final String TOKEN = "the-token-of-the-bench";

    /** A site whose pages are allowed. */
    public static final String FRIEND = "https://friend.example";

    private static final SessionSettings SETTINGS = SessionSettings.defaults()
            .with(new SessionSettings.Timeouts(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(300),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(1)));

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path root;
    private final FakeLauncher launcher = new FakeLauncher();
    private final InMemorySessionStore rows = new InMemorySessionStore();
    private final Store store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "bench-timer");
        thread.setDaemon(true);
        return thread;
    });
    private int bigSessions = 1000;
    private JupyterSettings settings = JupyterSettings.defaults("0.1.0");
    private SessionEvents events = SessionEvents.NONE;
    private RequestTimes times = RequestTimes.NONE;
    private Tokens tokens;
    private Access access = new Access();
    private Users users = Users.anybody();
    private Sessions sessions;
    private LinkServer links;
    private HttpServer server;
    private JupyterFace jupyter;
    private int port;
    private long epoch;

    public FaceBench(Path root) throws Exception {
        this.root = root;
        this.store = Store.open(Files.createDirectories(root.resolve("store")));
    }

    public FaceBench settings(JupyterSettings value) {
        settings = value;
        return this;
    }

    /** The most live sessions of profile {@code big}. */
    public FaceBench bigSessions(int value) {
        bigSessions = value;
        return this;
    }

    public FaceBench events(SessionEvents value) {
        events = value;
        return this;
    }

    /** Who there is, and who may do what. */
    public FaceBench users(Users known, AccessRules rules) {
        users = known;
        access = new Access(rules);
        return this;
    }

    public FaceBench times(RequestTimes value) {
        times = value;
        return this;
    }

    /** The database behind it. */
    public Store store() {
        return store;
    }

    /** Makes further faces when there are sessions. */
    public interface MoreFaces {
        List<Face> of(FaceBench bench);
    }

    public FaceBench start() throws Exception {
        return start(bench -> List.of());
    }

    public FaceBench start(MoreFaces further) throws Exception {
        epoch++;
        LaunchDescriptor.Settings driver =
                new LaunchDescriptor.Settings(1 << 20, 64 << 20, 64, 60, 10, true, List.of());
        sessions = new Sessions(new Sessions.Setup(
                root.resolve("sessions"),
                rows,
                SETTINGS,
                Map.of(
                        "default",
                                new SessionProfile("default", launcher, true, DriverSettings.defaults(), driver, 1000),
                        "big",
                                new SessionProfile(
                                        "big", launcher, true, DriverSettings.defaults(), driver, bigSessions)),
                new GatewayIdentity("bench", epoch),
                () -> URI.create("ws://127.0.0.1:" + port + LinkServer.PATH),
                java.util.Optional::empty,
                Clock.systemUTC(),
                events));
        links = new LinkServer(sessions);
        tokens = new Tokens(store.tokens(), users, access, Clock.systemUTC());
        HostCheck hosts = new HostCheck("127.0.0.1", List.of("hearth.example"));
        Guards guards = new Guards(
                hosts,
                new OriginCheck(hosts.onLoopback(), List.of(FRIEND)),
                new Authenticator(List.of(Secret.hash(TOKEN)), users, access, store.tokens(), Clock.systemUTC()),
                Map.of(LinkServer.PATH, hosts.and("links.example")));
        Profile standard = Profile.defaults();
        Profile big = new Profile(
                "big",
                "Big machine",
                standard.launcher(),
                standard.yarn(),
                standard.languages(),
                standard.sparkHome(),
                standard.javaHome(),
                standard.python(),
                standard.sessionPythons(),
                standard.sparkConf(),
                standard.allowedConf(),
                standard.env(),
                standard.memory(),
                standard.javaOptions(),
                standard.compiler(),
                standard.workingDirectory(),
                standard.scalaPreamble(),
                standard.progress(),
                standard.limits());
        jupyter = new JupyterFace(
                sessions,
                store.documents(),
                access,
                new Kernelspecs(Map.of("default", standard, "big", big), "default", profile -> "4.2.1"),
                new EnvAllowList(List.of("LANG")),
                settings,
                new ErrorMapper(),
                timer);
        List<Face> faces = new ArrayList<>(List.of(jupyter, Face.openSocket(LinkServer.PATH, links::map)));
        faces.addAll(further.of(this));
        server = new HttpServer(HttpSettings.defaults(), guards, new ErrorMapper(), times, null, faces);
        sessions.recover(); // first: a driver that dials is to be known
        port = server.start("127.0.0.1", port);
        sessions.open();
        return this;
    }

    /** Ends the gateway in the order in which it ends itself, but for its drivers, and starts another one on its data and port. */
    public FaceBench again(MoreFaces further) throws Exception {
        server.stop();
        links.close();
        sessions.close();
        return start(further);
    }

    public Sessions sessions() {
        return sessions;
    }

    public FakeLauncher launcher() {
        return launcher;
    }

    public SyntheticDriver driver() {
        return launcher.newest();
    }

    public Access access() {
        return access;
    }

    public Tokens tokens() {
        return tokens;
    }

    public JupyterFace jupyter() {
        return jupyter;
    }

    public HttpServer server() {
        return server;
    }

    public ScheduledExecutorService timer() {
        return timer;
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public URI socketUri(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    public String pathToken() {
        return tokens.make(new Caller(Caller.DEFAULT_OWNER, java.util.Optional.empty()), TokenKind.PATH, "test")
                .token();
    }

    /** A request with the token. */
    public HttpResponse<String> send(String method, String path, String body) throws Exception {
        return sendAs(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "token " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    /** A request as it is. */
    public HttpResponse<String> sendAs(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Starts a kernel and returns its id. */
    public String kernel() throws Exception {
        HttpResponse<String> started = send("POST", "/api/kernels", "{\"name\":\"hearth-scala\"}");
        if (started.statusCode() != 201) {
            throw new AssertionError(started.statusCode() + " " + started.body());
        }
        return started.body().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    }

    /** Starts a kernel, and waits for its driver. */
    public String readyKernel() throws Exception {
        String id = kernel();
        await(() -> session(id).view().state() == SessionState.RUNNING);
        return id;
    }

    public Session session(String id) {
        return sessions.findKept(UUID.fromString(id)).orElseThrow();
    }

    public static void await(BooleanSupplier what) throws Exception {
        Instant end = Instant.now().plusSeconds(15);
        while (!what.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited for in vain");
            }
            Thread.sleep(5); // outside of any session there is nothing to be woken by
        }
    }

    @Override
    public void close() {
        sessions.close();
        links.close();
        server.stop();
        launcher.close();
        store.close();
        timer.shutdownNow();
    }
}
