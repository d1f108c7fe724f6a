package dev.hearth.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hearth yarn}. Confined to the main thread. */
@Command(
        name = "yarn",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "For operators of profiles whose drivers run on YARN.",
        footer = {"", "Example:", "  hearth yarn prepare --config hearth.yaml --profile cluster"})
final class YarnCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "prepare is needed");
    }
}
