package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFiles;
import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.launcher.DriverSettings;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.installation.Installations;
import dev.hearth.launcher.installation.PythonInstallation;
import dev.hearth.protocol.Language;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at everything that sessions need. Confined to one thread; runs short commands. */
final class Checkup {

    private static final long ENOUGH_BYTES = 2L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SET_UP = "./hearth setup makes an environment with it in .hearth/python";
    private static final Map<String, String> PACKAGES = Map.of(
            "IPython", "Python cells have completion, magics and rich displays with it",
            "matplotlib", "plots need it",
            "pandas", "toPandas() needs it",
            "pyarrow", "fast toPandas() and pandas functions need it");

    private final Path data;
    private final ConfigurationFiles files;
    private final List<Finding> findings = new ArrayList<>();

    Checkup(Path data, ConfigurationFiles files) {
        this.data = data;
        this.files = files;
    }

    /** What was found, in the order in which it matters. */
    List<Finding> findings() {
        Configuration configuration = configuration();
        findings.add(Finding.good(
                "Java (gateway)", System.getProperty("java.version") + " at " + System.getProperty("java.home")));
        for (Profile profile : HearthPython.applied(configuration).profiles().values()) {
            profile(profile);
        }
        disk();
        port(configuration);
        return List.copyOf(findings);
    }

    private Configuration configuration() {
        if (files.own().isEmpty() && files.livyConf().isEmpty()) {
            findings.add(Finding.good("configuration", "none given: the defaults"));
            return Configuration.defaults();
        }
        try {
            ConfigurationFiles.Read read = files.read();
            String names = Stream.of(files.own(), files.livyConf())
                    .flatMap(Optional::stream)
                    .map(Path::toString)
                    .collect(Collectors.joining(", "));
            String more = Stream.concat(read.warnings().stream(), read.remarks().stream())
                    .collect(Collectors.joining("\n"));
            findings.add(
                    more.isEmpty()
                            ? Finding.good("configuration", names)
                            : Finding.doubtful("configuration", names, more));
            return read.configuration();
        } catch (ConfigurationException e) {
            findings.add(Finding.missing(
                    "configuration", String.valueOf(e.getMessage()), "The rest is about the defaults."));
            return Configuration.defaults();
        }
    }

    private void profile(Profile profile) {
        Installations installations = new Installations(System.getenv(), PATIENCE);
        DriverSettings settings = profile.driverSettings();
        String of = " (" + profile.name() + ")";
        try {
            var java = installations.java(settings);
            findings.add(Finding.good("Java" + of, java.version() + " at " + java.home()));
        } catch (LaunchException e) {
            findings.add(Finding.missing(
                    "Java" + of, String.valueOf(e.getMessage()), "Install a JDK, version 17 or later."));
        }
        try {
            var spark = installations.spark(settings);
            findings.add(Finding.good(
                    "Spark" + of, spark.version() + ", Scala " + spark.scalaVersion() + ", at " + spark.home()));
        } catch (LaunchException e) {
            findings.add(Finding.missing("Spark" + of, String.valueOf(e.getMessage()), SET_UP));
        }
        try {
            Optional<PythonInstallation> python = installations.python(settings);
            if (python.isPresent()) {
                findings.add(Finding.good("Python" + of, python.get().toString()));
                packages(installations, python.get(), of);
            } else if (profile.languages().contains(Language.PYTHON)) {
                findings.add(Finding.missing("Python" + of, "no python3 on the PATH", SET_UP));
            }
        } catch (LaunchException e) {
            findings.add(Finding.missing("Python" + of, String.valueOf(e.getMessage()), SET_UP));
        }
    }

    private void packages(Installations installations, PythonInstallation python, String of) {
        try {
            installations
                    .missing(python, PACKAGES.keySet().stream().sorted().toList())
                    .forEach(name -> findings.add(Finding.doubtful(
                            name + of,
                            "not there; " + PACKAGES.get(name),
                            "pip install " + name.toLowerCase(Locale.ROOT))));
        } catch (IOException e) {
            findings.add(Finding.doubtful("Python's packages" + of, "could not be asked for: " + e.getMessage(), ""));
        }
    }

    private void disk() {
        Path existing = data;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = (free >> 20) + " MiB free for " + data;
            if (!Files.isWritable(existing)) {
                findings.add(Finding.missing("disk", existing + " cannot be written to", "Name another with --data."));
            } else if (free < ENOUGH_BYTES) {
                findings.add(Finding.doubtful(
                        "disk", found, "Sessions keep up to 1 GiB of output each; name another place with --data."));
            } else {
                findings.add(Finding.good("disk", found));
            }
        } catch (IOException e) {
            findings.add(Finding.doubtful("disk", "cannot be looked at: " + e.getMessage(), ""));
        }
    }

    private void port(Configuration configuration) {
        String where = configuration.host() + ":" + configuration.port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(configuration.host(), configuration.port()));
            findings.add(Finding.good("port", where + " is free"));
        } catch (IOException e) {
            findings.add(Finding.doubtful(
                    "port", where + " is taken: " + e.getMessage(), "Name another with --port; 0 picks a free one."));
        }
    }
}
