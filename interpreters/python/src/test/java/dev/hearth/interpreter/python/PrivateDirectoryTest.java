package dev.hearth.interpreter.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
    private static final String NAME = "python";

    @Test
    void forSocket_ofAFolderWhateverItsLength_isADirectoryWhoseSocketCanBeBound(@TempDir Path root) throws Exception {
        int outside = 0;
        for (int length = 1; length < 100; length++) {
            Path preferred = Files.createDirectories(root.resolve("d".repeat(length)));
            Path found = PrivateDirectory.forSocket(preferred, NAME);
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(found.resolve(NAME)));
            }
            Files.delete(found.resolve(NAME));
            Files.delete(found);
            outside += found.startsWith(preferred) ? 0 : 1;
        }
        assertThat(outside).isBetween(1, 98);
    }
}
