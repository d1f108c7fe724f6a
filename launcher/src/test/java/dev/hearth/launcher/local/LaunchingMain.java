package dev.hearth.launcher.local;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that launches a driver, says its handle, and waits to be killed. */
final class LaunchingMain {

    private LaunchingMain() {}

    public static void main(String[] arguments) throws Exception {
        Workbench bench = new Workbench(Path.of(arguments[0]));
        LocalLauncher launcher = bench.launcher();
        System.out.println(launcher.launch(bench.request("stay")).handle());
        new CountDownLatch(1).await();
    }
}
