package dev.hearth.gateway.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth serve}. Confined to the main thread. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves until it is told to stop (Ctrl-C or SIGTERM).",
        footer = {
            "",
            "When it can serve it prints one line with the address and the token on standard output;",
            "its log goes to standard error and to the data directory.",
            "",
            "Examples:",
            "  hearth serve",
            "  hearth serve --port 0 --data /srv/hearth --config hearth.yaml",
            "  hearth serve --livy-conf /etc/livy/conf/livy.conf",
            "  hearth serve --host 0.0.0.0 --token-file /run/secrets/hearth"
        })
final class ServeCommand implements Callable<Integer> {

    /** Names the configuration of a gateway that kernels start; kernelspecs carry it. */
    static final String CONFIG_VARIABLE = "HEARTH_CONFIG";

    private final GatewayStarter starter;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "H", description = "The address to listen on. Default: 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "The port; 0 picks a free one. Default: 8998.")
    private @Nullable Integer port;

    @Option(
            names = "--token-file",
            paramLabel = "F",
            description =
                    "A file with the token. Default: the variable HEARTH_TOKEN, else one that is made at the first"
                            + " start and kept in the data directory.")
    private @Nullable Path tokenFile;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, a YAML file. Default: none.")
    private @Nullable Path config;

    @Option(
            names = "--livy-conf",
            paramLabel = "FILE",
            description =
                    "The livy.conf of a Livy server: what it says holds where the configuration says nothing. Default:"
                            + " none.")
    private @Nullable Path livyConf;

    @Option(
            names = "--for-kernels",
            description = "End when there was neither a session nor a client for half an hour (the setting"
                    + " timeouts.for-kernels). What kernels on this machine start: the token is not printed, the log goes"
                    + " to the data directory alone, and the variable HEARTH_CONFIG names a configuration.")
    private boolean forKernels;

    @Mixin
    private final DataOption data = new DataOption();

    ServeCommand(GatewayStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        StartOptions options = new StartOptions(
                Optional.ofNullable(host),
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.ofNullable(tokenFile),
                data.path(),
                configuration(),
                Optional.ofNullable(livyConf),
                forKernels,
                forKernels);
        try (RunningGateway gateway = starter.start(options)) {
            UntilTold stop = UntilTold.closing(gateway);
            gateway.whenIdle(stop::tell);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Hearth is listening on " + (forKernels ? gateway.address() : address(gateway)));
            out.flush();
            stop.await();
        }
        return 0;
    }

    private Optional<Path> configuration() {
        String named = System.getenv().getOrDefault(CONFIG_VARIABLE, "").strip();
        if (config == null && forKernels && !named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return Optional.ofNullable(config);
    }

    /** The address with the token in it: the one place where that is written out. */
    static String address(RunningGateway gateway) {
        return gateway.address() + "/?token=" + URLEncoder.encode(gateway.token(), StandardCharsets.UTF_8);
    }
}
