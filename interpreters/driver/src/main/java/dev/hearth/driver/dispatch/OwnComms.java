package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Parent;
import java.util.Map;

/** Comms that the driver itself serves, whatever language it has. Implementations are thread-safe and return at once. */
public interface OwnComms {
    /** Whether a target is served here. */
    boolean serves(String targetName);

    /** Takes a comm that a client opened for such a target; what it says has {@code parent}. */
    void open(String commId, String targetName, Parent parent);

    /** Forgets a comm, if it is one of these. */
    void close(String commId);

    /** The open ones: id to target name. */
    Map<String, String> open();
}
