package dev.hearth.gateway.jupyter;

import dev.hearth.protocol.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The pictures of a kernelspec. Immutable. */
public enum Logo {
    SVG("logo-svg", "logo-svg.svg", "image/svg+xml"),
    SMALL("logo-32x32", "logo-32x32.png", "image/png"),
    LARGE("logo-64x64", "logo-64x64.png", "image/png");

    private final String key;
    private final String fileName;
    private final String contentType;

    Logo(String key, String fileName, String contentType) {
        this.key = key;
        this.fileName = fileName;
        this.contentType = contentType;
    }

    /** Its name in a kernelspec's {@code resources}. */
    public String key() {
        return key;
    }

    /** Its name in addresses. */
    public String fileName() {
        return fileName;
    }

    String contentType() {
        return contentType;
    }

    /** The picture with a name; empty for another name. */
    static Optional<Logo> ofFileName(String name) {
        for (Logo logo : values()) {
            if (logo.fileName.equals(name)) {
                return Optional.of(logo);
            }
        }
        return Optional.empty();
    }

    /** The picture's bytes. */
    public byte[] read(Language language) {
        String resource = "logos/" + language.wireName() + "/" + fileName;
        try (InputStream stream = Logo.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
