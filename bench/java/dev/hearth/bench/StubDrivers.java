package dev.hearth.bench;

import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.link.LaunchDescriptor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Many drivers in one process. What the gateway starts as a driver's JVM is a small script that drops its launch descriptor
 * into a folder, as {@code PID.json}, and stays as the driver's process; this program finds it there and speaks for it.
 *
 * <p>Runs until its standard input ends. Confined to the main thread.
 */
public final class StubDrivers {
    private static final int IO_THREADS = 2;

    private final Path folder;
    private final HttpClient http = HttpClient.newBuilder()
            .executor(Executors.newFixedThreadPool(IO_THREADS, task -> daemon(task, "stub-io")))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ExecutorService cells = Executors.newCachedThreadPool(task -> daemon(task, "stub-cell"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "stub-timer"));

    private StubDrivers(Path folder) {
        this.folder = folder;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes the folder. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        daemon(StubDrivers::untilInputEnds, "stub-end").start();
        new StubDrivers(Path.of(arguments[0])).run();
    }

    private static void untilInputEnds() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            System.err.println("standard input broke: " + e);
        }
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            System.out.println("ready");
            while (true) {
                takeAll();
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        }
    }

    private void takeAll() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                take(file);
            }
        }
    }

    private void take(Path file) throws IOException {
        String name = file.getFileName().toString();
        long pid = Long.parseLong(name.substring(0, name.indexOf('.')));
        try {
            LaunchDescriptor descriptor = LaunchDescriptor.decode(Files.readAllBytes(file));
            new StubDriver(descriptor, pid, http, cells, timer).dial();
        } catch (MalformedMessageException e) {
            System.err.println("no launch descriptor: " + e.getMessage());
        } finally {
            Files.delete(file);
        }
    }
}
