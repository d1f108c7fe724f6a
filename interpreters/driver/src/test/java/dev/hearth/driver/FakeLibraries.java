package dev.hearth.driver;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterFaultException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Libraries whose name says what becomes of them: {@code bad} is refused, {@code slow} waits for {@link #mayCome}. Thread-safe. */
final class FakeLibraries implements Facility.Libraries {
    final Queue<String> added = new ConcurrentLinkedQueue<>();
    final CountDownLatch mayCome = new CountDownLatch(1);

    @Override
    public void add(String location) throws InterpreterFaultException, InterruptedException {
        if (location.contains("bad")) {
            throw new InterpreterFaultException("not a library: " + location);
        }
        if (location.contains("slow")) {
            mayCome.await();
        }
        added.add(location);
    }
}
