package dev.hearth.bridge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway that a data directory on this machine belongs to: found by what it wrote down there, else started, by one of the
 * kernels that want it. It outlives the kernel. Confined to one thread.
 */
final class LocalGateway implements GatewayDoor {
    private static final int CONNECT_MILLIS = 3000;
    private static final int MAX_ADDRESS_BYTES = 1024;
    private static final int MOST_FAILURES = 3;
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path home;
    private final Path data;
    private int failures; // since the last gateway

    /**
     * The gateway on a data directory.
     *
     * @param home the folder with the script that starts one
     */
    LocalGateway(Path home, Path data) {
        this.home = home.toAbsolutePath().normalize();
        this.data = data.toAbsolutePath().normalize();
    }

    @Override
    public void check() throws BridgeException {
        if (!Files.isExecutable(script())) {
            throw new BridgeException(
                    BridgeException.GATEWAY,
                    "there is no Hearth in " + home + " that could serve this kernel: --home says where it is");
        }
    }

    private Path script() {
        return home.resolve("hearth");
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public Door open(Consumer<String> tell) throws BridgeException, IOException, InterruptedException {
        Door door = announced();
        if (door == null || !answers(door)) {
            prepare();
            tell.accept("a gateway is being started; its log is in " + log());
            // Whoever waits for the lock waits for another kernel, which starts the gateway.
            try (FileChannel channel = FileChannel.open(
                            data.resolve("starting"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            FILE);
                    FileLock lock = channel.lock()) {
                door = announced();
                if (door == null || !answers(door)) {
                    start(door == null ? 0 : door.base().getPort());
                    door = announced();
                }
                if (door == null || !lock.isValid()) {
                    throw new IOException("the gateway that was started has not said where it is");
                }
            }
        }
        failures = 0;
        return door;
    }

    private Path log() {
        return data.resolve("log").resolve("for-kernels.log");
    }

    /** What the gateway wrote down; null if none did. */
    private @Nullable Door announced() throws IOException {
        Path file = data.resolve("address");
        if (!Files.exists(file) || Files.size(file) > MAX_ADDRESS_BYTES) {
            return null;
        }
        try {
            URI base = NamedGateway.address(Files.readString(file).strip());
            return new Door(base, NamedGateway.secret(data.resolve("running-token")));
        } catch (URISyntaxException | IOException e) {
            return null; // half of it: it is being written, or taken back
        }
    }

    private static boolean answers(Door door) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(door.base().getHost(), door.base().getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the folder as a gateway would; it takes no folder in which there are other things. Others may do the same just now. */
    void prepare() throws BridgeException, IOException {
        Files.createDirectories(data, FOLDER);
        Path lock = data.resolve("lock");
        if (!isOurs(lock)) {
            try (Stream<Path> there = Files.list(data)) {
                // The lock comes first: what somebody else has put there since it was looked for came behind it.
                if (there.findAny().isPresent() && !isOurs(lock)) {
                    throw new BridgeException(
                            BridgeException.GATEWAY,
                            data + " is no data directory of Hearth: there are other files in it");
                }
            }
            FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE)
                    .close();
        }
        Files.createDirectories(data.resolve("log"), FOLDER);
    }

    private boolean isOurs(Path lock) {
        return Files.exists(lock) || Files.exists(data.resolve("store"));
    }

    /** Starts a gateway and waits until it serves; on the port of the one before, where its drivers look for it. */
    private void start(int port) throws BridgeException, IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                log(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND), FILE)) {
            channel.force(false);
        }
        GatewayStart start = new GatewayStart(script(), data, log());
        if ((port > 0 && start.on(port)) || start.on(0)) {
            return;
        }
        String why = "the gateway could not be started: " + start.lastWords() + " (its log is " + log() + ")";
        if (++failures >= MOST_FAILURES) {
            throw new BridgeException(BridgeException.GATEWAY, why);
        }
        throw new IOException(why);
    }
}
