package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which files a client may name: on this machine those under the configured folders, compared by their real paths, so that
 * neither {@code ..} nor a link leads out of them; elsewhere any of a system that Spark can read. Immutable.
 */
public final class FileRule {
    private static final Set<String> ELSEWHERE = Set.of(
            "hdfs",
            "viewfs",
            "webhdfs",
            "swebhdfs",
            "ofs",
            "o3fs",
            "s3",
            "s3a",
            "s3n",
            "gs",
            "abfs",
            "abfss",
            "wasb",
            "wasbs",
            "adl",
            "oss",
            "cosn",
            "http",
            "https",
            "ftp");

    /** Spark properties that hold lists of files. */
    private static final Set<String> CONF = Set.of(
            "spark.jars",
            "spark.files",
            "spark.archives",
            "spark.submit.pyfiles",
            "spark.yarn.dist.jars",
            "spark.yarn.dist.files",
            "spark.yarn.dist.archives",
            "spark.yarn.dist.pyfiles",
            "spark.yarn.jars",
            "spark.yarn.jar",
            "spark.yarn.archive");

    private final List<Path> folders;

    /** Allows files of this machine in these folders and below. */
    public FileRule(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Whether a Spark property holds a list of files. */
    static boolean holdsFiles(String key) {
        return CONF.contains(key.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * Lets a Spark conf pass.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's sentence about the first file that is refused
     */
    void checkConf(Map<String, String> conf) {
        conf.forEach((key, value) -> {
            if (holdsFiles(key)) {
                for (String each : value.split(",")) {
                    if (!each.isBlank()) {
                        check(each.strip());
                    }
                }
            }
        });
    }

    /**
     * Lets files pass.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's sentence about the first that is refused
     */
    void check(List<String> files) {
        files.forEach(this::check);
    }

    /**
     * Lets a file pass.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's sentence
     */
    void check(String file) {
        if (file.indexOf(',') >= 0 || file.chars().anyMatch(Character::isISOControl)) {
            throw refused("Path '" + printable(file) + "' has a comma or a control character.");
        }
        URI uri;
        try {
            uri = new URI(file);
        } catch (URISyntaxException e) {
            throw refused("Path '" + file + "' is no URI: " + e.getReason() + ".");
        }
        String scheme = uri.getScheme() == null ? "file" : uri.getScheme().toLowerCase(Locale.ROOT);
        String path = uri.getPath();
        boolean here = scheme.equals("file") || scheme.equals("local");
        if (path == null || (here && !path.startsWith("/"))) {
            throw refused("Path '" + file + "' is not absolute.");
        }
        if (here && !isAllowed(uri, path)) {
            throw refused("Local path " + path + " cannot be added to user sessions.");
        }
        if (!here && !ELSEWHERE.contains(scheme)) {
            throw refused("Files of \"" + scheme + ":\" cannot be added to user sessions.");
        }
    }

    private boolean isAllowed(URI uri, String path) {
        if (uri.getHost() != null) {
            return false;
        }
        try {
            Path real = Path.of(path).toRealPath();
            for (Path folder : folders) {
                if (real.startsWith(folder.toRealPath())) {
                    return true;
                }
            }
        } catch (IOException | InvalidPathException e) {
            return false; // what is not there is not below a folder either
        }
        return false;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static GatewayException refused(String sentence) {
        return Rejected.because("requirement failed: " + sentence);
    }
}
