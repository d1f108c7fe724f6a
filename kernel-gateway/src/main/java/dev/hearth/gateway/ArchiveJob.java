package dev.hearth.gateway;

import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.config.HearthPython;
import dev.hearth.gateway.config.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Makes the class-data archive of the default profile, for the set-up. Only functions. */
final class ArchiveJob {

    private ArchiveJob() {}

    static Path make(Optional<Path> file) throws ConfigurationException, IOException, InterruptedException {
        Configuration configuration =
                HearthPython.applied(file.isPresent() ? ConfigurationFile.read(file.get()) : Configuration.defaults());
        Profile profile =
                Objects.requireNonNull(configuration.profiles().get(configuration.defaultProfile()), "default profile");
        try (DriverSide drivers =
                DriverSide.find(Path.of("."), configuration.log().driverSize().bytes())) {
            return drivers.archive()
                    .make(profile.driverSettings(), DriverSide.training())
                    .get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("no class-data archive was made: " + cause.getMessage(), cause);
        }
    }
}
