package dev.hearth.gateway.cli;

import dev.hearth.protocol.Release;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code hearth} itself: the others' parent. Confined to the main thread. */
@Command(
        name = "hearth",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "One gateway through which every notebook, IDE and script reaches Apache Spark.",
        footer = {
            "",
            "Examples:",
            "  hearth demo                        set up, run a first notebook, leave a gateway running",
            "  hearth serve --port 9000           a gateway",
            "  hearth run report.ipynb -o out.ipynb",
            "  hearth help run"
        })
public final class HearthCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private HearthCommand() {}

    /** The command line of all commands. */
    public static CommandLine commandLine(GatewayStarter starter, ArchiveMaker archives, ClusterPreparer clusters) {
        CommandLine line = new CommandLine(new HearthCommand())
                .addSubcommand(new ServeCommand(starter))
                .addSubcommand(new RunCommand(starter))
                .addSubcommand(new TokenCommand())
                .addSubcommand(new KernelsCommand())
                .addSubcommand(new AttachCommand())
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new DemoCommand(starter))
                .addSubcommand(new ArchiveCommand(archives))
                .addSubcommand(new CommandLine(new YarnCommand()).addSubcommand(new YarnPrepareCommand(clusters)))
                .addSubcommand(new CommandLine.HelpCommand());
        version(line.getCommandSpec());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("hearth: " + Failures.sentence(failure));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return line;
    }

    private static void version(CommandSpec command) {
        command.version("Hearth " + Release.VERSION);
        command.subcommands().values().forEach(each -> version(each.getCommandSpec()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
