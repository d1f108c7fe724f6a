package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.config.Configuration;
import dev.hearth.gateway.config.ConfigurationFile;
import dev.hearth.gateway.config.Limits;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.SessionSettings;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration says arrives where it is obeyed. */
@SuppressWarnings("NullAway.Init") // fields are set by JUnit
class WiringTest {
    @TempDir
    Path folder;

    private static final class NoLauncher implements Launcher {
        @Override
        public LaunchedDriver launch(LaunchRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<LaunchedDriver> adopt(String handle) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private Configuration read(String text) throws Exception {
        return ConfigurationFile.read(Files.writeString(folder.resolve("hearth.yaml"), text));
    }

    @Test
    void messagesOfDrivers_haveAQuarterOfTheHeapAtMost() {
        assertThat(SessionWiring.largestMessage(Limits.defaults(), 512L << 20)).isEqualTo(128 << 20);
        assertThat(SessionWiring.largestMessage(Limits.defaults(), 8L << 30)).isEqualTo(256 << 20);
    }

    @Test
    void boundsAndTimes_ofTheFile_areThoseOfSessionsAndFaces() throws Exception {
        Configuration configuration = read("""
                timeouts: {request: 7s}
                retention: {age: 30d}
                limits: {sessions: 5, concurrent-starts: 3}
                profiles:
                  default:
                    limits: {sessions: 2, shell-queue: 9}
                """);
        SessionSettings settings = SessionWiring.settings(configuration);
        assertThat(settings.limits().sessions()).isEqualTo(5);
        assertThat(settings.limits().concurrentStarts()).isEqualTo(3);
        assertThat(settings.retention().age()).isEqualTo(Duration.ofDays(30));
        SessionProfile profile = SessionWiring.profiles(configuration, each -> new NoLauncher())
                .values()
                .iterator()
                .next();
        assertThat(profile.sessions()).isEqualTo(2);
        assertThat(profile.driver().shellQueue()).isEqualTo(9);
        assertThat(new FaceWiring(configuration).jupyterSettings().request()).isEqualTo(Duration.ofSeconds(7));
    }
}
