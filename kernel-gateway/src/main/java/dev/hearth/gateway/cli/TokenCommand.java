package dev.hearth.gateway.cli;

import dev.hearth.gateway.security.TokenKind;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth token}. Confined to the main thread. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, lists and revokes tokens.",
        footer = {
            "",
            "A path token goes into the address, http://HOST:PORT/t/TOKEN, for clients that send no header on",
            "the WebSocket. Tokens are stored as hashes: a new one is shown once. Where a gateway runs on the",
            "data directory it is asked; else the data directory itself is opened.",
            "",
            "Examples:",
            "  hearth token new --label laptop",
            "  hearth token new --path --label papermill",
            "  hearth token make --user ana --label laptop",
            "  hearth token list",
            "  hearth token revoke 1a2b3c4d"
        },
        subcommands = {TokenCommand.New.class, TokenCommand.Listing.class, TokenCommand.Revoke.class})
final class TokenCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "one of new, list, revoke is needed");
    }

    /** {@code hearth token new}. */
    @Command(
            name = "new",
            aliases = "make",
            mixinStandardHelpOptions = true,
            description = "Makes a token and prints it.")
    static final class New implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Option(names = "--path", description = "A token for the path of addresses.")
        private boolean path;

        @Option(
                names = "--user",
                paramLabel = "NAME",
                description =
                        "Whose it is: one of the configuration's users. Yours, the operator's, where none is named.")
        private Optional<String> user = Optional.empty();

        @Option(names = "--label", paramLabel = "TEXT", description = "What it is for.")
        private String label = "";

        @Mixin
        private final DataOption data = new DataOption();

        @Override
        public Integer call() throws Exception {
            try (TokenDesk desk = TokenDesk.open(data.path())) {
                spec.commandLine().getOut().println(desk.make(user, path ? TokenKind.PATH : TokenKind.GENERAL, label));
            }
            return 0;
        }
    }

    /** {@code hearth token list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists tokens, without showing them.")
    static final class Listing implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private final DataOption data = new DataOption();

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            try (TokenDesk desk = TokenDesk.open(data.path())) {
                List<TokenDesk.Line> lines = desk.list();
                out.printf(
                        "%-10s %-12s %-8s %-21s %-21s %-9s %s%n",
                        "ID", "USER", "KIND", "CREATED", "LAST USED", "STATE", "LABEL");
                for (TokenDesk.Line each : lines) {
                    out.printf(
                            "%-10s %-12s %-8s %-21s %-21s %-9s %s%n",
                            each.id(),
                            each.user(),
                            each.kind(),
                            each.created(),
                            each.lastUsed(),
                            each.state(),
                            each.label());
                }
            }
            return 0;
        }
    }

    /** {@code hearth token revoke}. */
    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a token.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "The id that the list shows.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String id;

        @Mixin
        private final DataOption data = new DataOption();

        @Override
        public Integer call() throws Exception {
            try (TokenDesk desk = TokenDesk.open(data.path())) {
                desk.revoke(id);
            }
            return 0;
        }
    }
}
