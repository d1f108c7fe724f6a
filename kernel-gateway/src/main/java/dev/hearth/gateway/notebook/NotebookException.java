package dev.hearth.gateway.notebook;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file is not a notebook that can be run. */
public final class NotebookException extends IOException {

    private static final long serialVersionUID = 1L;

    NotebookException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
