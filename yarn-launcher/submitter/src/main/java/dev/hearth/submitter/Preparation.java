package dev.hearth.submitter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * What every driver needs, put into the cluster's file system once: Spark's jars in one archive, PySpark, the driver's jar. Names
 * say what is in the files, so that what is there fits or is not found. Everybody may read them: then YARN keeps one copy a node.
 * Thread-safe.
 */
final class Preparation {
    private static final FsPermission FILE = new FsPermission((short) 0644);
    private static final FsPermission FOLDER = new FsPermission((short) 0755);
    private static final long MEGABYTE = 1 << 20;

    private final Clusters clusters;

    Preparation(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Says what is there: {@code {"folder":…,"files":[{"file":…,"bytes":…,"there":true}]}}. */
    JsonNode prepared(JsonNode request) throws Exception {
        return describe(request, Wanted.of(Operations.text(request, "driver")));
    }

    private JsonNode describe(JsonNode request, Wanted wanted) throws Exception {
        Path folder = folder(request);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("folder", folder.toString());
        ArrayNode files = answer.putArray("files");
        FileSystem fs = folder.getFileSystem(clusters.conf());
        List<Wanted.Part> all = new ArrayList<>(wanted.all());
        all.addAll(isWithClassData(request) ? wanted.classData() : List.of());
        for (Wanted.Part each : all) {
            Path path = new Path(folder, each.name());
            files.addObject()
                    .put("file", path.toString())
                    .put("bytes", each.bytes())
                    .put("there", fs.exists(path));
        }
        return answer;
    }

    /** Puts there what is not there yet, whole or not at all; as {@link #prepared}. */
    JsonNode prepare(JsonNode request, Consumer<String> notes) throws Exception {
        Path folder = folder(request);
        FileSystem fs = folder.getFileSystem(clusters.conf());
        Wanted wanted = Wanted.of(Operations.text(request, "driver"));
        fs.mkdirs(folder);
        fs.setPermission(folder, FOLDER);
        for (Path above = folder; above != null; above = above.getParent()) {
            if (!fs.getFileStatus(above).getPermission().getOtherAction().implies(FsAction.EXECUTE)) {
                notes.accept("others may not enter " + above
                        + ": YARN will keep a copy for each user of a node, not one for all");
            }
        }
        for (Wanted.Part each : wanted.all()) {
            put(each, folder, fs, notes);
        }
        for (Wanted.Part each : isWithClassData(request) ? wanted.classData() : List.<Wanted.Part>of()) {
            put(each, folder, fs, notes);
        }
        return describe(request, wanted);
    }

    private static boolean isWithClassData(JsonNode request) {
        return request.path("classData").asBoolean();
    }

    private static void put(Wanted.Part part, Path folder, FileSystem fs, Consumer<String> notes) throws IOException {
        Path path = new Path(folder, part.name());
        if (fs.exists(path)) {
            notes.accept(path + " is there");
            return;
        }
        notes.accept(
                part.bytes() == 0
                        ? "making " + path + (part.name().endsWith(".jsa") ? ", which takes a minute or two" : "")
                        : "putting " + part.bytes() / MEGABYTE + " MiB to " + path);
        Path next = new Path(folder, "." + part.name() + "." + UUID.randomUUID());
        try {
            try (FSDataOutputStream out = fs.create(next)) {
                part.source().writeTo(out);
            }
            fs.setPermission(next, FILE);
            if (!fs.rename(next, path) && !fs.exists(path)) {
                throw new IOException(path + " cannot be made");
            }
        } finally {
            fs.delete(next, false);
        }
    }

    private Path folder(JsonNode request) throws Exception {
        String named = Operations.text(request, "folder");
        FileSystem fs = FileSystem.get(clusters.conf());
        return fs.makeQualified(named.isEmpty() ? new Path(fs.getHomeDirectory(), ".hearth") : new Path(named));
    }

    /** Names what was prepared in the conf of a submission; and what was not, as files of this machine. */
    void putInto(Map<String, String> conf, JsonNode request, Consumer<String> notes) throws Exception {
        String driver = Operations.text(request, "driver");
        boolean python = request.path("python").asBoolean();
        Wanted wanted = Wanted.of(driver);
        Path folder = folder(request);
        FileSystem fs = folder.getFileSystem(clusters.conf());
        long uploaded = 0;
        boolean choice = conf.containsKey("spark.yarn.archive") || conf.containsKey("spark.yarn.jars");
        if (!choice) {
            FileStatus spark = there(fs, new Path(folder, wanted.spark().name()));
            if (spark != null) {
                conf.put("spark.yarn.archive", spark.getPath().toString());
            } else {
                uploaded += wanted.spark().bytes();
            }
        }
        if (python) {
            uploaded += python(conf, wanted, folder, fs);
        }
        if (wanted.driver() != null) {
            FileStatus jar = there(fs, new Path(folder, wanted.driver().name()));
            String from = jar == null
                    ? java.nio.file.Path.of(driver).toUri().toString()
                    : jar.getPath().toString();
            uploaded += jar == null ? wanted.driver().bytes() : 0;
            Submission.append(conf, "spark.yarn.dist.files", from + "#" + Wanted.DRIVER);
            String classPath = conf.getOrDefault("spark.driver.extraClassPath", "");
            conf.put("spark.driver.extraClassPath", Wanted.DRIVER + (classPath.isEmpty() ? "" : ":" + classPath));
            if (isWithClassData(request) && !choice && classPath.isEmpty()) {
                classData(conf, wanted, folder, fs);
            }
        }
        if (uploaded > MEGABYTE) {
            notes.accept("not prepared: " + uploaded / MEGABYTE
                    + " MiB are uploaded for this one; `hearth yarn prepare` does that once for all");
        }
    }

    /** Spark's own word for Python, {@code spark.yarn.isPython}, would upload PySpark again. */
    private static long python(Map<String, String> conf, Wanted wanted, Path folder, FileSystem fs) throws IOException {
        List<String> found = new ArrayList<>();
        for (Wanted.Part each : wanted.python()) {
            FileStatus zip = there(fs, new Path(folder, each.name()));
            if (zip != null) {
                found.add(zip.getPath().toString());
            }
        }
        if (!found.isEmpty() && found.size() == wanted.python().size()) {
            found.forEach(each -> Submission.append(conf, "spark.yarn.dist.pyFiles", each));
            return 0;
        }
        conf.put("spark.yarn.isPython", "true");
        return wanted.python().stream().mapToLong(Wanted.Part::bytes).sum();
    }

    /** Its class path stands in place of the one that Spark makes, so nothing but Spark's own may be on that. */
    private static void classData(Map<String, String> conf, Wanted wanted, Path folder, FileSystem fs)
            throws IOException {
        List<String> files = new ArrayList<>();
        for (Wanted.Part each : wanted.classData()) {
            FileStatus status = there(fs, new Path(folder, each.name()));
            if (status != null) {
                files.add(status.getPath().toString());
            }
        }
        if (files.size() != 2) {
            return;
        }
        Submission.append(conf, "spark.yarn.dist.files", files.get(0) + "#" + ClassData.ARCHIVE);
        Submission.append(conf, "spark.yarn.dist.files", files.get(1) + "#" + ClassData.ARGUMENTS);
        conf.merge("spark.driver.extraJavaOptions", ClassData.options(), (own, ours) -> ours + " " + own);
    }

    @org.jspecify.annotations.Nullable
    private static FileStatus there(FileSystem fs, Path path) throws IOException {
        return fs.exists(path) ? fs.getFileStatus(path) : null;
    }
}
