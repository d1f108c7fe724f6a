package dev.hearth.interpreter.scala.show;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Images of the JDK. Loaded only when a value is one. Stateless. */
final class Pictures {
    private Pictures() {}

    /** The image as PNG, or empty if it cannot be written so. */
    static Optional<View> of(Object image) {
        RenderedImage rendered = (RenderedImage) image;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(rendered, "png", bytes)) {
                return Optional.empty();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the image could not be written as PNG", failure);
        }
        String body = Base64.getEncoder().encodeToString(bytes.toByteArray());
        Map<String, String> size =
                Map.of("width", String.valueOf(rendered.getWidth()), "height", String.valueOf(rendered.getHeight()));
        return Optional.of(View.of(Map.of("image/png", body), size, ""));
    }
}
