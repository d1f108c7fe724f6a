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
            "  hearth serve --host 0.0.0.0 --token-file /run/secrets/hearth"
        })
final class ServeCommand implements Callable<Integer> {

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
                Optional.ofNullable(config),
                false);
        try (RunningGateway gateway = starter.start(options)) {
            UntilTold stop = UntilTold.closing(gateway);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Hearth is listening on " + address(gateway));
            out.flush();
            stop.await();
        }
        return 0;
    }

    /** The address with the token in it: the one place where that is written out. */
    static String address(RunningGateway gateway) {
        return gateway.address() + "/?token=" + URLEncoder.encode(gateway.token(), StandardCharsets.UTF_8);
    }
}
