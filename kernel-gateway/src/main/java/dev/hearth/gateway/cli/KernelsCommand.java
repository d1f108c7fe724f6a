package dev.hearth.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hearth kernels}. Confined to the main thread. */
@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Installs, lists and removes kernels for Jupyter programs on this machine.",
        footer = {
            "",
            "With them JupyterLab, Notebook, VS Code, the console, papermill and nbconvert",
            "use Hearth unasked. Without --url all kernels share one gateway on this",
            "machine, which the first one starts.",
            "",
            "Examples:",
            "  hearth kernels install --user",
            "  hearth kernels install --python ~/env/bin/python --languages scala,sql",
            "  hearth kernels install --url https://gateway:8998 --token-file ~/token",
            "  hearth kernels list",
            "  hearth kernels remove hearth-scala-big"
        },
        subcommands = {KernelsInstallCommand.class, KernelsListCommand.class, KernelsRemoveCommand.class})
final class KernelsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of install, list, remove is needed");
    }
}
