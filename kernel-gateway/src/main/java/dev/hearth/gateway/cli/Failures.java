package dev.hearth.gateway.cli;

import dev.hearth.gateway.config.ConfigurationException;
import dev.hearth.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command says when it fails. Only functions. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Set<Class<?>> SPEAKING = Set.of(
            ConfigurationException.class, GatewayException.class, IOException.class, IllegalArgumentException.class);

    private Failures() {}

    /** One sentence where the failure has one of its own; else its class too, and the log has all of it. */
    static String sentence(Throwable failure) {
        LOG.debug("a command failed", failure);
        String message = failure.getMessage();
        if (failure instanceof InterruptedException) {
            return "interrupted";
        }
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return of(file);
        }
        boolean speaks = SPEAKING.stream().anyMatch(each -> each.isInstance(failure));
        if (message == null || !speaks) {
            LOG.error("a command failed", failure);
            return failure.toString();
        }
        Throwable cause = failure.getCause();
        if (failure instanceof GatewayException && cause != null && cause.getMessage() != null) {
            return message + ": " + cause.getMessage();
        }
        return message;
    }

    /** Java names the file alone. */
    private static String of(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + file;
        }
        if (failure instanceof AccessDeniedException) {
            return "you may not open " + file;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " is there already";
        }
        return file + " cannot be read or written";
    }
}
