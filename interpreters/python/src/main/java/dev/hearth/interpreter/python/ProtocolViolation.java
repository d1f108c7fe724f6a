package dev.hearth.interpreter.python;

import java.io.IOException;

/** The child sent what is no frame. Its channel cannot be used any more. */
final class ProtocolViolation extends IOException {
    ProtocolViolation(String message) {
        super(message);
    }
}
