package dev.hearth.interpreter.scala.deps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the cells of one session asked for and got. Thread-safe; one request at a time. */
public final class SessionJars implements AutoCloseable {
    private final JarSettings settings;
    private final ClassLoader loader;
    private final Path folder;
    private final Consumer<List<Path>> visible;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as are the others; written under it and read by {@link #listing}. */
    private DependencyRequest asked = DependencyRequest.NOTHING;

    private final Set<Path> jars = new LinkedHashSet<>();

    /**
     * No jars yet.
     *
     * @param loader where Spark is, if it is
     * @param folder for downloads; made when needed, deleted at the end
     * @param visible makes jars visible to later cells
     */
    public SessionJars(JarSettings settings, ClassLoader loader, Path folder, Consumer<List<Path>> visible) {
        this.settings = settings;
        this.loader = loader;
        this.folder = folder;
        this.visible = visible;
    }

    /**
     * Gets what is asked for. Blocks while it downloads.
     *
     * @param progress told what is being done, on the calling thread or another
     * @throws DependencyException if it cannot be had: cells see nothing of it then, nor does {@link #listing}. If Spark refused
     *     one of several jars, its executors may have those before it
     */
    public void add(DependencyRequest request, Consumer<String> progress)
            throws DependencyException, InterruptedException {
        lock.lockInterruptibly();
        try {
            DependencyRequest whole = new DependencyRequest(
                    request.coordinates(),
                    request.jars(),
                    DependencyRequest.joined(request.repositories(), asked.repositories()),
                    DependencyRequest.joined(request.exclusions(), asked.exclusions()),
                    request.transitive());
            List<Path> found = request.coordinates().isEmpty() && request.jars().isEmpty()
                    ? List.of()
                    : await(() -> find(whole, progress));
            List<Path> fresh = new ArrayList<>();
            for (Path jar : found) {
                if (JarFiles.isScalasOwn(jar)) {
                    progress.accept("left out " + SparkIvy.name(jar) + ": the session has a Scala of its own");
                } else if (!jars.contains(jar)) {
                    if (JarFiles.holdsScala(jar)) {
                        progress.accept("there is a Scala library inside " + SparkIvy.name(jar)
                                + ": it is not used, the session has its own");
                    }
                    fresh.add(jar);
                }
            }
            publish(fresh, progress);
            jars.addAll(fresh);
            asked = asked.and(request);
            tell(request, fresh, progress);
        } finally {
            lock.unlock();
        }
    }

    private List<Path> find(DependencyRequest request, Consumer<String> progress) throws DependencyException {
        List<Path> found = new ArrayList<>();
        JarFiles files = new JarFiles(folder);
        for (String location : request.jars()) {
            found.addAll(files.find(location, progress));
        }
        if (!request.coordinates().isEmpty()) {
            found.addAll(new SparkIvy(loader, settings.spark()).resolve(request, progress));
        }
        return found;
    }

    /** The executors first: what cells can name is then there for their tasks. */
    private void publish(List<Path> fresh, Consumer<String> progress) throws DependencyException {
        for (Path jar : fresh) {
            try {
                settings.spark().addJar(jar.toString());
            } catch (IllegalArgumentException refused) {
                throw new DependencyException("Spark does not take the jar " + jar + ": " + refused.getMessage());
            } catch (IllegalStateException noSpark) {
                progress.accept("for the driver alone: " + noSpark.getMessage());
            }
        }
        if (!fresh.isEmpty()) {
            visible.accept(fresh);
        }
    }

    private static void tell(DependencyRequest request, List<Path> fresh, Consumer<String> progress) {
        if (!fresh.isEmpty()) {
            progress.accept("added "
                    + String.join(", ", fresh.stream().map(SparkIvy::name).toList()));
        } else if (!request.coordinates().isEmpty() || !request.jars().isEmpty()) {
            progress.accept("all of it is here already");
        }
    }

    /** On a thread of its own, since nothing ends a connection that hangs. */
    private List<Path> await(Callable<List<Path>> work) throws DependencyException, InterruptedException {
        FutureTask<List<Path>> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "hearth-jars");
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof DependencyException expected) {
                throw expected;
            }
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("resolving failed: " + failure.getCause(), failure.getCause());
        } catch (TimeoutException late) {
            throw new DependencyException(
                    "nothing was resolved in " + settings.patience().toSeconds() + " s");
        } finally {
            task.cancel(true);
        }
    }

    /** What was asked for, and the jars that came of it. */
    public List<String> listing() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<String> lines = new ArrayList<>();
            asked.coordinates().forEach(each -> lines.add(each.toString()));
            asked.jars().forEach(each -> lines.add("jar " + each));
            asked.repositories().forEach(each -> lines.add("repository " + each));
            asked.exclusions().forEach(each -> lines.add("exclude " + each));
            if (jars.isEmpty()) {
                lines.add("no jars were added in this session");
            } else {
                lines.add(jars.size() == 1 ? "1 jar:" : jars.size() + " jars:");
                jars.forEach(jar -> lines.add("  " + jar));
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    /** Deletes what was downloaded by URL. */
    @Override
    public void close() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException inUse) {
            // The folder of the session goes later, and this with it.
        }
    }
}
