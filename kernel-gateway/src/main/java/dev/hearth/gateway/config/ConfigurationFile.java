package dev.hearth.gateway.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The configuration's file. Only functions; thread-safe. */
public final class ConfigurationFile {

    private static final long MAX_BYTES = 1 << 20;

    private ConfigurationFile() {}

    /**
     * Reads a file of at most 1 MiB. Relative paths in it mean its own folder.
     *
     * @throws ConfigurationException if it cannot be read, or says what cannot be obeyed; the message begins with the
     *     file's name
     */
    public static Configuration read(Path file) throws ConfigurationException {
        return about(file, () -> parse(text(file), folder(file)));
    }

    /** Reads the text of a file that lies in this folder. */
    static Configuration parse(String text, Path folder) throws ConfigurationException {
        return new RecordBinder(folder).bind(Configuration.class, YamlReader.read(text));
    }

    /** A file's text, at most 1 MiB of UTF-8. */
    static String text(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException("larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException("not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigurationException("cannot be read: " + e.getMessage(), e);
        }
    }

    /** What relative paths in a file mean. */
    static Path folder(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder == null ? Path.of("/") : folder;
    }

    /** Something that may fail because of what is in a file. */
    interface Reading<T> {
        T read() throws ConfigurationException;
    }

    /** Puts the file's name before what is wrong with it. */
    static <T> T about(Path file, Reading<T> reading) throws ConfigurationException {
        try {
            return reading.read();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(file + ": " + e.getMessage(), e);
        }
    }
}
