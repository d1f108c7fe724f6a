package dev.hearth.gateway.session;

import dev.hearth.protocol.link.Refusal;
import dev.hearth.protocol.link.Welcome;
import java.util.function.Consumer;

/** What a hello is answered with. Immutable. */
public sealed interface HelloAnswer {
    /** Calls the one that fits. */
    void match(Consumer<Accepted> accepted, Consumer<Refused> refused);

    /** The link stands. */
    record Accepted(Welcome welcome, LinkedDriver driver) implements HelloAnswer {
        @Override
        public void match(Consumer<Accepted> accepted, Consumer<Refused> refused) {
            accepted.accept(this);
        }
    }

    /** It does not. */
    record Refused(Refusal refusal) implements HelloAnswer {
        @Override
        public void match(Consumer<Accepted> accepted, Consumer<Refused> refused) {
            refused.accept(this);
        }
    }
}
