package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.notebook.Notebook;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth demo}. Confined to the main thread. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a gateway, runs examples/first.ipynb on it, and leaves it running until Ctrl-C.",
        footer = {"", "Examples:", "  hearth demo", "  hearth demo --port 9000"})
final class DemoCommand implements Callable<Integer> {

    private static final int PORT = 8998;

    private final GatewayStarter starter;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port. Default: 8998, or a free one if that is taken.")
    private @Nullable Integer port;

    @Option(names = "--exit", description = "Stop when the notebook has run.", hidden = true)
    private boolean exit;

    @Mixin
    private final DataOption data = new DataOption();

    DemoCommand(GatewayStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        OutputPrinter printer = new OutputPrinter(out, Boolean.getBoolean("hearth.terminal"));
        Path notebook = Folders.home().resolve("examples/first.ipynb");
        Path folder = notebook.resolveSibling("").toAbsolutePath();
        Notebook read = Notebook.read(notebook);
        StartOptions options = new StartOptions(
                Optional.of("127.0.0.1"),
                OptionalInt.of(port == null ? freePort() : port),
                Optional.empty(),
                data.path(),
                Optional.empty(),
                Optional.empty(),
                true,
                false);
        printer.note("Starting a gateway …");
        try (RunningGateway gateway = starter.start(options)) {
            UntilTold stop = UntilTold.closing(gateway);
            printer.note("Running examples/first.ipynb on a new session …");
            GatewayClient client = new GatewayClient(gateway.address(), gateway.token());
            boolean good = new NotebookRun(client, read, printer, false)
                    .on(KernelChoice.make(client, read, null), Map.of("KERNEL_WORKING_DIR", folder.toString()));
            if (!good) {
                printer.note("\nThe notebook did not run to its end; the log is in "
                        + data.path().resolve("log"));
                return 1;
            }
            if (exit) {
                return 0;
            }
            printer.note(farewell(gateway));
            stop.await();
        }
        return 0;
    }

    private static String farewell(RunningGateway gateway) {
        return """

                The notebook has run. The gateway goes on running until Ctrl-C:

                  address   %s
                  token     %s

                To use it from JupyterLab:

                  jupyter lab --gateway-url=%s --GatewayClient.auth_token=%s

                To use it from VS Code: "Existing Jupyter Server…" with
                  %s
                """.formatted(
                gateway.address(), gateway.token(), gateway.address(), gateway.token(), ServeCommand.address(gateway));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }
}
