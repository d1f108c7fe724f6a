package dev.hearth.gateway;

import dev.hearth.gateway.config.Profile;
import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.launcher.LaunchException;
import dev.hearth.launcher.LaunchRequest;
import dev.hearth.launcher.LaunchedDriver;
import dev.hearth.launcher.Launcher;
import java.util.List;
import java.util.Optional;

/**
 * Refuses drivers whose session asks for a Python that the profile does not allow: the launcher runs what it is told, under the
 * gateway's own account. Immutable and thread-safe as the launcher behind it.
 */
final class AllowedPython implements Launcher {

    private final Launcher launcher;
    private final Profile profile;

    AllowedPython(Launcher launcher, Profile profile) {
        this.launcher = launcher;
        this.profile = profile;
    }

    @Override
    public LaunchedDriver launch(LaunchRequest request) throws LaunchException {
        String asked = request.settings().env().getOrDefault(SessionProfile.PYTHON, "");
        List<String> allowed = profile.sessionPythons();
        boolean any = allowed.contains(Profile.ANY) && asked.startsWith("/");
        if (!asked.isEmpty() && !any && !allowed.contains(asked)) {
            throw new LaunchException(
                    LaunchException.Reason.BAD_SETTING,
                    "the session asks for the Python " + asked + ", and session-pythons of the profile \""
                            + profile.name() + "\" allows "
                            + (allowed.isEmpty()
                                    ? "none"
                                    : String.join(", ", allowed).replace(Profile.ANY, "any absolute path")));
        }
        return launcher.launch(request);
    }

    @Override
    public Optional<String> handleBefore(LaunchRequest request) {
        return launcher.handleBefore(request);
    }

    @Override
    public Optional<LaunchedDriver> adopt(String handle) {
        return launcher.adopt(handle);
    }

    @Override
    public void close() {
        launcher.close();
    }
}
