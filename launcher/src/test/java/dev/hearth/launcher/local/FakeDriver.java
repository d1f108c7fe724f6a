package dev.hearth.launcher.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A driver that does what its descriptor says, and nothing of Spark. */
public final class FakeDriver {

    private FakeDriver() {}

    /** Reads the descriptor up to its end, as a driver does. */
    public static void main(String[] arguments) throws Exception {
        String descriptor = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        String[] words = descriptor.split(" ");
        switch (words[0]) {
            case "exit" -> {
                System.out.println("it says goodbye");
                System.exit(Integer.parseInt(words[1]));
            }
            case "length" -> {
                System.out.println("descriptor of " + descriptor.length());
                stay();
            }
            case "oom" -> {
                List<long[]> all = new ArrayList<>();
                while (all.size() < Integer.MAX_VALUE) {
                    all.add(new long[1 << 20]);
                }
            }
            case "flood" -> {
                for (int line = 0; line < Integer.parseInt(words[1]); line++) {
                    System.out.println("line " + line);
                }
                System.out.println("ready");
                stay();
            }
            case "deaf" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(FakeDriver::stay));
                System.out.println("ready");
                stay();
            }
            case "family" -> {
                Process child = new ProcessBuilder("sleep", "1000").inheritIO().start();
                // The shell ends and leaves its child to nobody.
                Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo orphan $!")
                        .inheritIO()
                        .start();
                shell.waitFor();
                System.out.println("child " + child.pid());
                System.out.println("ready");
                if (words.length > 1) {
                    System.exit(Integer.parseInt(words[1]));
                }
                stay();
            }
            case "env" -> {
                System.getenv().forEach((name, value) -> System.out.println("env " + name + "=" + value));
                System.out.println("cwd " + System.getProperty("user.dir"));
                System.out.println("ready");
            }
            case "missing" -> throw new NoClassDefFoundError("org/example/Lost");
            case "shared" -> {
                // Where the JVM says where it found classes, the log holds it by now.
                System.out.println("ready " + Trained.class.getName());
                if (words.length > 1) {
                    System.out.println(Class.forName(words[1]));
                }
            }
            default -> {
                System.out.println("ready");
                stay();
            }
        }
    }

    private static void stay() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A class that both the training and a driver load. */
    static final class Trained {
        private Trained() {}
    }

    /** What an archive is made with. */
    static final class TrainingMain {
        private TrainingMain() {}

        /** Loads what drivers load; with an argument, fails or stays. */
        public static void main(String[] arguments) throws ClassNotFoundException {
            System.out.println("trained with " + Trained.class.getName());
            if (List.of(arguments).contains("spark")) {
                System.out.println(Class.forName("org.apache.spark.SparkConf"));
            }
            if (List.of(arguments).contains("fail")) {
                System.exit(4);
            }
            if (List.of(arguments).contains("stay")) {
                stay();
            }
        }
    }
}
