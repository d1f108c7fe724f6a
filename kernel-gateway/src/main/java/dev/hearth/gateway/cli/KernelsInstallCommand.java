package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.kernelspec.GatewayChoice;
import dev.hearth.gateway.kernelspec.KernelspecFolder;
import dev.hearth.gateway.kernelspec.LocalKernelspec;
import dev.hearth.gateway.kernelspec.StartLine;
import dev.hearth.protocol.Language;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hearth kernels install}. Confined to the main thread. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description = "Installs kernels where Jupyter programs find them.",
        footer = {
            "",
            "Without a place they are the user's own (--user).",
            "Without --url kernels share one gateway on this machine, which the first one",
            "starts. With --url and no --token-file the token is put into a file of your own,",
            "which kernels read.",
            "",
            "Examples:",
            "  hearth kernels install --user",
            "  hearth kernels install --prefix /usr/local",
            "  hearth kernels install --url https://gateway:8998 --token-file ~/token"
        })
final class KernelsInstallCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PlaceOption place = new PlaceOption();

    @Mixin
    private final RemoteOption remote = new RemoteOption();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The profile of its sessions. Default: the gateway's own.")
    private String profile = "";

    @Option(
            names = "--languages",
            paramLabel = "L",
            split = ",",
            defaultValue = "scala,python,sql",
            description = "Of scala, python, sql, with commas between. Default: all.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> languages;

    @Option(names = "--name-prefix", paramLabel = "TEXT", description = "Before a kernel's name. Default: hearth-.")
    private String namePrefix = "hearth-";

    @Option(
            names = "--provisioner",
            description = "Kernels without a process of their own, for environments with Hearth's Python package."
                    + " Needs --url.")
    private boolean provisioner;

    @Option(
            names = "--keep-session",
            description = "A kernel whose program just ends leaves its session running, for hearth attach.")
    private boolean keepSession;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory of the gateway on this machine.")
    private @Nullable Path data;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the gateway on this machine.")
    private @Nullable Path config;

    @Option(names = "--force", description = "Overwrite kernels of these names that are not Hearth's own, too.")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        requireSense();
        List<Language> spoken = spoken();
        Path home = Folders.home();
        GatewayChoice gateway = remote.choice(place.places(), file -> out().println("the token is in " + file))
                .orElseGet(() -> GatewayChoice.local(home, absolute(data)));
        GatewayCheck check = GatewayCheck.of(gateway);
        @Nullable StartLine start = provisioner ? null : StartLine.read(home);
        ProfileFacts facts = facts(check);
        List<LocalKernelspec> specs = new ArrayList<>();
        for (Language each : spoken) {
            specs.add(new LocalKernelspec(
                    LocalKernelspec.name(namePrefix, each, profile),
                    LocalKernelspec.displayName(each, facts.spark(), facts.shown()),
                    each,
                    profile,
                    gateway,
                    keepSession,
                    start,
                    environment()));
        }
        write(specs, place.kernels());
        warn(gateway, check, facts);
        return 0;
    }

    private void requireSense() {
        if (remote.isGiven() && (data != null || config != null)) {
            throw wrong("--data and --config are for the gateway on this machine, not for one with --url");
        }
        if (provisioner && !remote.isGiven()) {
            throw wrong("--provisioner needs --url: it starts no gateway");
        }
        if (!namePrefix.matches("[a-z0-9._-]{0,40}")) {
            throw wrong("--name-prefix has lower-case letters, digits, dots, hyphens and underscores");
        }
        if (!profile.matches("(?:[a-z0-9][a-z0-9-]{0,39})?")) {
            throw wrong("a profile's name has 1 to 40 lower-case letters, digits and hyphens");
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private List<Language> spoken() {
        List<Language> spoken = new ArrayList<>();
        for (String each : languages) {
            Language language = Language.ofWireName(each.strip())
                    .orElseThrow(() -> wrong("--languages has scala, python and sql, not \"" + each + "\""));
            if (!spoken.contains(language)) {
                spoken.add(language);
            }
        }
        return spoken;
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private ProfileFacts facts(GatewayCheck check) {
        try {
            return remote.isGiven()
                    ? ProfileFacts.of(check.kernelspecs(), profile)
                    : ProfileFacts.here(Optional.ofNullable(config), profile);
        } catch (ConfigurationException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> environment() {
        return config == null
                ? Map.of()
                : Map.of(
                        ServeCommand.CONFIG_VARIABLE,
                        config.toAbsolutePath().normalize().toString());
    }

    private void write(List<LocalKernelspec> specs, Path kernels) throws IOException {
        for (LocalKernelspec each : specs) {
            Path folder = kernels.resolve(each.name());
            if (!force && new KernelspecFolder(folder).isOthers()) {
                throw new IOException("the kernelspec in " + folder
                        + " is not Hearth's own: --force overwrites it, --name-prefix gives another name");
            }
        }
        for (LocalKernelspec each : specs) {
            Path folder = kernels.resolve(each.name());
            new KernelspecFolder(folder).write(each.json(), each.language());
            out().println("installed " + each.name() + ", \"" + each.displayName() + "\", in " + folder);
        }
        out().flush();
    }

    private void warn(GatewayChoice gateway, GatewayCheck check, ProfileFacts facts) {
        PrintWriter err = spec.commandLine().getErr();
        if (!check.answers() && remote.isGiven()) {
            err.println("hearth: note that the gateway " + gateway.shown() + " " + check.sentence());
        }
        if (!profile.isEmpty() && !facts.known().isEmpty() && !facts.known().contains(profile)) {
            err.println("hearth: note that the gateway has no profile \"" + profile + "\"; it has "
                    + String.join(", ", facts.known()));
        } else if (facts.spark().isEmpty()) {
            err.println(
                    "hearth: note that the version of its Spark is not known now; installed again, the names show it");
        }
        err.flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
