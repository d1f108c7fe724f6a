package dev.hearth.gateway;

import dev.hearth.gateway.cli.HearthCommand;

/** The program: parses the command line and exits with the command's code. */
public final class GatewayMain {

    private GatewayMain() {}

    /** Takes a command and its options; see {@code help}. */
    public static void main(String[] arguments) {
        System.exit(HearthCommand.commandLine(Gateway::start, ArchiveJob::make, PrepareJob::prepare)
                .execute(arguments));
    }
}
