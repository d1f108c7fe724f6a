package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which files a client may name, whatever for: on this machine those under the configured folders, compared by their real paths,
 * so that neither {@code ..} nor a link leads out of them; elsewhere any of a system that Spark can read. What lies outside and
 * what is not there is refused in the same words. Immutable.
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

    /** Allows files of this machine in these folders and below; one that is not there allows nothing. */
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
     * Lets a file pass that is there, or elsewhere.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's sentence
     */
    void check(String file) {
        reject(file, this::real);
    }

    /**
     * Lets a file pass that is or may come to be there, or elsewhere: Livy begins a batch whose file is missing, and its log says so.
     *
     * @throws GatewayException with {@code BAD_REQUEST} and Livy's sentence
     */
    void checkPlace(String file) {
        reject(file, name -> require(name, name.readings().stream().allMatch(this::isInPlace)));
    }

    /**
     * The URI, if it is another machine's; else the path of the file with all links resolved.
     *
     * @throws GatewayException with {@code BAD_REQUEST}, in Livy's words where it has any
     */
    String resolved(String uri) {
        FileName name = parsed(uri);
        if (!name.isLocal()) {
            return uri;
        }
        Path real = real(name);
        if (name.hasFragment() || real.toString().indexOf('#') >= 0) {
            throw refused(
                    "'" + FileName.shown(uri) + "' has a #, behind which Spark reads another name."); // even if escaped
        }
        return real.toString();
    }

    private static void reject(String file, Consumer<FileName> check) {
        try {
            FileName name = parsed(file);
            if (name.isLocal()) {
                check.accept(name);
            }
        } catch (GatewayException e) {
            throw Rejected.because("requirement failed: " + e.sentence());
        }
    }

    private static FileName parsed(String file) {
        FileName name;
        try {
            name = FileName.parse(file);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        }
        if (!name.isLocal() && !ELSEWHERE.contains(name.scheme())) {
            throw refused("Files of \"" + FileName.shown(name.scheme()) + ":\" cannot be added to user sessions.");
        }
        return name;
    }

    /** The file itself; what else Spark may read in its name is in its place, too. */
    private Path real(FileName name) {
        Optional<Path> real = real(name.path()).filter(Files::isRegularFile);
        require(name, real.isPresent() && name.readings().stream().allMatch(this::isInPlace));
        return real.orElseThrow();
    }

    private static void require(FileName name, boolean allowed) {
        if (!allowed) {
            throw refused("Local path " + FileName.shown(name.path()) + " cannot be added to user sessions.");
        }
    }

    /** With all links resolved; empty if it is not there, or outside. */
    private Optional<Path> real(String path) {
        try {
            return Optional.of(Path.of(path).toRealPath()).filter(this::isBelow);
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // a client must not learn from our words what there is outside
        }
    }

    /** Whether there may be a file: one is there and below a folder, or nothing is and it would be. */
    private boolean isInPlace(String text) {
        try {
            Path path = Path.of(text);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return real(text).filter(Files::isRegularFile).isPresent();
            }
            Path there = path;
            while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                if (there.endsWith("..") || there.endsWith(".")) {
                    return false; // from where nothing is, no way leads anywhere
                }
                there = there.getParent();
            }
            return there != null && isBelow(there.toRealPath()) && Files.isDirectory(there);
        } catch (IOException | InvalidPathException e) {
            return false; // a link that leads to nothing might lead outside tomorrow
        }
    }

    private boolean isBelow(Path real) {
        return folders.stream().anyMatch(folder -> isBelow(real, folder));
    }

    private static boolean isBelow(Path real, Path folder) {
        try {
            return Files.isDirectory(folder) && real.startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false; // it has gone this moment
        }
    }

    private static GatewayException refused(String sentence) {
        return new GatewayException(ErrorCode.BAD_REQUEST, sentence);
    }
}
