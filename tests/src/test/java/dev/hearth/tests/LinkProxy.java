package dev.hearth.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between drivers and the gateway, as a network does, and fails on request. Thread-safe. Owns a thread that accepts and
 * two for each connection.
 */
final class LinkProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Pair> open = new CopyOnWriteArrayList<>();
    private final Object uplink = new Object();
    private volatile int target;
    private volatile boolean down;
    private boolean held; // guarded by uplink

    LinkProxy() throws IOException {
        daemon("proxy-accept", this::accept);
    }

    /** For the configuration of the gateway that is to be reached through here. */
    String linkUrl() {
        return "link-url: ws://127.0.0.1:" + server.getLocalPort() + "/link\n";
    }

    /** Names the gateway's port. Drivers that dial before find nobody. */
    void leadTo(int port) {
        target = port;
    }

    /** Breaks all connections; new ones are possible at once. */
    void cut() {
        for (Pair pair : open) {
            pair.close();
        }
    }

    /** Breaks all connections, and every new one until {@link #up}. */
    void down() {
        down = true;
        cut();
    }

    void up() {
        down = false;
    }

    /** Keeps back what drivers send; what the gateway sends goes on. */
    void holdUplink(boolean value) {
        synchronized (uplink) {
            held = value;
            uplink.notifyAll();
        }
    }

    private void awaitUplink() throws InterruptedException {
        synchronized (uplink) {
            while (held) {
                uplink.wait();
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket driver = server.accept();
                if (down || target == 0) {
                    driver.close();
                    continue;
                }
                Socket gateway = new Socket();
                Pair pair = new Pair(driver, gateway);
                try {
                    gateway.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
                } catch (IOException e) {
                    pair.close();
                    continue;
                }
                open.add(pair);
                if (down) {
                    pair.close(); // it went down meanwhile
                }
                daemon("proxy-up", () -> pair.pump(driver, gateway, true));
                daemon("proxy-down", () -> pair.pump(gateway, driver, false));
            } catch (IOException e) {
                // The next one, or closed.
            }
        }
    }

    private final class Pair {
        private final Socket driver;
        private final Socket gateway;

        Pair(Socket driver, Socket gateway) {
            this.driver = driver;
            this.gateway = gateway;
        }

        void pump(Socket from, Socket to, boolean upwards) {
            byte[] buffer = new byte[16 * 1024];
            try {
                from.setTcpNoDelay(true);
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (upwards) {
                        awaitUplink();
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // Broken, as it may be.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }

        void close() {
            open.remove(this);
            for (Socket each : List.of(driver, gateway)) {
                try {
                    each.close();
                } catch (IOException e) {
                    // It is gone in any case.
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        holdUplink(false);
    }
}
