package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files that clients send as a part of a form. Each has a folder of its own, with a name of ours; in it only the last segment of
 * the client's name is used, cleaned, since Python imports it and {@code SparkFiles} finds it by that name. Thread-safe.
 */
final class Uploads {
    private static final String CONFIG = "org.eclipse.jetty.multipartConfig";
    private static final int MAX_NAME_CHARS = 128;
    private static final int IN_MEMORY = 64 << 10;

    /** Boundaries, and heads of parts. */
    private static final long FORM_BYTES = 64 << 10;

    private final long maxBytes;

    Uploads(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The longest body of a request. */
    long bodyBytes() {
        return maxBytes + FORM_BYTES;
    }

    /**
     * Keeps the file in a part of the request's form; blocks while it arrives.
     *
     * @param folder that nobody else can read
     * @param missing what is said if there is no such part
     * @throws GatewayException with {@code BODY_TOO_LARGE}; {@code BAD_JSON} if there is no such part, or no form
     */
    Path keep(Context context, String part, Path folder, String missing) throws IOException {
        return keep(part(context, part, folder, missing), folder);
    }

    /**
     * Keeps the files in all parts of a name; none if there is no such part.
     *
     * @throws GatewayException with {@code BODY_TOO_LARGE}; {@code BAD_JSON} if it is no form
     */
    List<Path> all(Context context, String name, Path folder) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (Part part : parts(context, folder)) {
            if (part.getName().equals(name)) {
                kept.add(keep(part, folder));
            }
        }
        return kept;
    }

    /**
     * The bytes of a part that is no file; empty if there is no such part.
     *
     * @throws GatewayException with {@code BODY_TOO_LARGE}; {@code BAD_JSON} if it is no form
     */
    Optional<byte[]> text(Context context, String name, Path folder, int most) throws IOException {
        for (Part part : parts(context, folder)) {
            if (part.getName().equals(name)) {
                if (part.getSize() > most) {
                    throw tooLarge();
                }
                try (InputStream in = part.getInputStream()) {
                    return Optional.of(in.readNBytes(most));
                }
            }
        }
        return Optional.empty();
    }

    private Collection<Part> parts(Context context, Path folder) {
        context.req().setAttribute(CONFIG, new MultipartConfigElement(folder.toString(), -1, bodyBytes(), IN_MEMORY));
        try {
            return context.req().getParts();
        } catch (ServletException | IOException | RuntimeException e) {
            if (isTooLarge(e)) {
                throw tooLarge();
            }
            throw new GatewayException(ErrorCode.BAD_JSON, "the form cannot be read", Map.of(), e);
        }
    }

    private Path keep(Part found, Path folder) throws IOException {
        if (found.getSize() > maxBytes) {
            throw tooLarge();
        }
        Path own = folder.resolve(UUID.randomUUID().toString());
        Files.createDirectory(own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = own.resolve(name(found.getSubmittedFileName()));
        try (InputStream in = found.getInputStream();
                OutputStream out = java.nio.channels.Channels.newOutputStream(Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))) {
            in.transferTo(out);
        } finally {
            found.delete();
        }
        return file;
    }

    private Part part(Context context, String name, Path folder, String missing) {
        // A file is measured when it is there: who is cut off in the middle of it might see no answer.
        context.req().setAttribute(CONFIG, new MultipartConfigElement(folder.toString(), -1, bodyBytes(), IN_MEMORY));
        Part found;
        try {
            found = context.req().getPart(name);
        } catch (ServletException | IOException | RuntimeException e) {
            if (isTooLarge(e)) {
                throw tooLarge();
            }
            throw new GatewayException(ErrorCode.BAD_JSON, missing, Map.of(), e);
        }
        if (found == null) {
            throw new GatewayException(ErrorCode.BAD_JSON, missing);
        }
        return found;
    }

    /** Jetty has no type for it. */
    private static boolean isTooLarge(@Nullable Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            String message = at.getMessage();
            if (message != null && message.contains("exceeded")) {
                return true;
            }
        }
        return false;
    }

    private GatewayException tooLarge() {
        return new GatewayException(
                ErrorCode.BODY_TOO_LARGE,
                "the file is longer than " + maxBytes + " bytes, the bound of uploads",
                Map.of("bound", String.valueOf(maxBytes)));
    }

    /** Letters, digits, {@code .}, {@code _} and {@code -} of the last segment, not beginning with a dot or a dash. */
    static String name(@Nullable String given) {
        String whole = given == null ? "" : given;
        String last = whole.substring(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1);
        String clean = last.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^[.-]+", "");
        if (clean.length() > MAX_NAME_CHARS) {
            clean = clean.substring(clean.length() - MAX_NAME_CHARS).replaceFirst("^[.-]+", "");
        }
        return clean.isEmpty() ? "upload" : clean;
    }
}
