package dev.hearth.gateway.config;

import org.jspecify.annotations.Nullable;

/** The configuration cannot be obeyed. The message names file, line and key, and is for the operator. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    /** An error in the configuration. */
    public ConfigurationException(String message) {
        this(message, null);
    }

    /** An error in the configuration, with what was caught. */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
