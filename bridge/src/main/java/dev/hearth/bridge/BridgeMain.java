package dev.hearth.bridge;

import java.io.IOException;

/** What a local {@code kernel.json} starts: a kernel for clients that speak ZeroMQ, whose work a gateway's session does. */
public final class BridgeMain {
    private static final int TERMINATED = 143;

    private BridgeMain() {}

    /** Runs until the client ends the kernel, the session ends, or the parent is gone. */
    public static void main(String[] words) {
        BridgeLog log = new BridgeLog(System.err::println, System::nanoTime);
        int exitCode;
        try {
            if (words.length == 1 && words[0].equals("--rehearse")) {
                System.exit(Rehearsal.run(log));
            }
            Bridge bridge = Bridge.start(Arguments.read(words), log);
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> terminated(bridge, main), "hearth-stop"));
            String parent = System.getenv("JPY_PARENT_PID");
            ParentWatch.watch(parent == null ? "" : parent, () -> {
                log.say("whoever started this kernel has ended");
                bridge.end(0);
            });
            exitCode = bridge.await();
        } catch (BridgeException e) {
            log.say(String.valueOf(e.getMessage()));
            exitCode = e.exitCode();
        } catch (IOException e) {
            log.say("this kernel cannot start: " + e);
            exitCode = 1;
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** SIGTERM: the main thread does the rest, and ends the JVM. */
    private static void terminated(Bridge bridge, Thread main) {
        bridge.end(TERMINATED);
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
