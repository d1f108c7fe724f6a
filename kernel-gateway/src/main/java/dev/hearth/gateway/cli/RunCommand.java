package dev.hearth.gateway.cli;

import dev.hearth.gateway.client.GatewayClient;
import dev.hearth.gateway.notebook.Notebook;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth run}. Confined to the main thread. Owns the JVM's hook {@code hearth-interrupt}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a notebook on a new session, prints what its cells print, and writes it with all outputs.",
        footer = {
            "",
            "Without --url it starts a gateway of its own, and cells run in the notebook's folder.",
            "Ctrl-C interrupts the cell that runs; what was done so far is written.",
            "Exit code: 0 if every cell ran, 1 at the first error.",
            "",
            "Examples:",
            "  hearth run examples/first.ipynb",
            "  hearth run report.ipynb -o done.ipynb --kernel hearth-python --allow-errors",
            "  hearth run report.ipynb --url http://127.0.0.1:8998 --token-file ~/hearth-token"
        })
final class RunCommand implements Callable<Integer> {

    private static final long END_SECONDS = 60;

    private final GatewayStarter starter;
    private final CountDownLatch ended = new CountDownLatch(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NOTEBOOK", description = "The notebook, a file of format 4.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path notebook;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.ipynb",
            description = "Where to write it. Default: NOTEBOOK with .out.ipynb at its end, in the present folder.")
    private @Nullable Path output;

    @Option(names = "--kernel", paramLabel = "NAME", description = "The kernelspec. Default: the notebook's.")
    private @Nullable String kernel;

    @Mixin
    private final RemoteOption remote = new RemoteOption();

    @Option(names = "--allow-errors", description = "Go on behind a cell that fails, and exit with 0.")
    private boolean allowErrors;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the gateway of its own.")
    private @Nullable Path config;

    RunCommand(GatewayStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        try {
            return runSomewhere();
        } finally {
            ended.countDown();
        }
    }

    private int runSomewhere() throws Exception {
        Notebook read = Notebook.read(notebook);
        Optional<GatewayClient> named = remote.client();
        if (named.isPresent()) {
            return run(named.get(), read);
        }
        Path data = Files.createTempDirectory("hearth-run-");
        try (RunningGateway gateway = starter.start(StartOptions.forOneCommand(data, Optional.ofNullable(config)))) {
            return run(new GatewayClient(gateway.address(), gateway.token()), read);
        } finally {
            Folders.delete(data);
        }
    }

    private int run(GatewayClient client, Notebook read) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        OutputPrinter printer = new OutputPrinter(out, Boolean.getBoolean("hearth.terminal"));
        NotebookRun run = new NotebookRun(client, read, printer, allowErrors);
        Thread hook = new Thread(() -> interrupt(run), "hearth-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean good;
        try {
            KernelChoice choice = KernelChoice.make(client, read, kernel);
            good = run.on(choice, Map.of("KERNEL_WORKING_DIR", folder().toString()));
        } finally {
            Path target = target();
            read.write(target);
            printer.note("\nwritten to " + target);
        }
        Folders.removeHook(hook);
        return good || allowErrors ? 0 : 1;
    }

    /** The JVM ends when its hooks have ended: this one waits until all is written and stopped. */
    private void interrupt(NotebookRun run) {
        try {
            run.interrupt();
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // The gateway is gone; there is nothing left to interrupt.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path folder() {
        Path parent = notebook.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private Path target() {
        if (output != null) {
            return output;
        }
        Path name = notebook.getFileName();
        String text = name == null ? "notebook" : name.toString();
        return Path.of(
                (text.endsWith(".ipynb") ? text.substring(0, text.length() - ".ipynb".length()) : text) + ".out.ipynb");
    }
}
