package dev.hearth.gateway;

import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import dev.hearth.launcher.LaunchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what drivers need into the cluster of a profile. Only functions. */
final class PrepareJob {
    private static final String NOBODY = "prepare";
    private static final Logger LOG = LoggerFactory.getLogger(PrepareJob.class);

    private PrepareJob() {}

    static List<String> prepare(Optional<Path> file, Optional<String> name, Consumer<String> told)
            throws ConfigurationException, IOException {
        Configuration configuration =
                HearthPython.applied(file.isPresent() ? ConfigurationFile.read(file.get()) : Configuration.defaults());
        Profile profile = profile(configuration, name);
        Path work = Files.createTempDirectory("hearth-prepare");
        try (DriverSide drivers =
                        DriverSide.find(work, configuration.log().driverSize().bytes());
                Launchers launchers = new Launchers(drivers, work, NOBODY)) {
            return launchers.yarn(profile, profile.yarn().orElseThrow()).prepare(told);
        } catch (LaunchException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            delete(work);
        }
    }

    private static Profile profile(Configuration configuration, Optional<String> name) throws ConfigurationException {
        List<Profile> onYarn = configuration.profiles().values().stream()
                .filter(each -> each.yarn().isPresent()
                        && (name.isEmpty() || each.name().equals(name.get())))
                .toList();
        if (onYarn.size() == 1) {
            return onYarn.get(0);
        }
        String names = configuration.profiles().values().stream()
                .filter(each -> each.yarn().isPresent())
                .map(Profile::name)
                .sorted()
                .collect(Collectors.joining(", "));
        throw new ConfigurationException(
                names.isEmpty()
                        ? "no profile of the configuration has launcher: yarn"
                        : name.map(each -> "there is no profile \"" + each + "\" on YARN; there are " + names)
                                .orElse("--profile is needed, one of " + names));
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debug(
                    "{} could not be removed", folder, e); // a submitter that still ends; the work is done all the same
        }
    }
}
