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
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException("larger than " + MAX_BYTES + " bytes");
            }
            Path folder = file.toAbsolutePath().normalize().getParent();
            return parse(Files.readString(file, StandardCharsets.UTF_8), folder == null ? Path.of("/") : folder);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the text of a file that lies in this folder. */
    static Configuration parse(String text, Path folder) throws ConfigurationException {
        return new RecordBinder(folder).bind(Configuration.class, YamlReader.read(text));
    }
}
