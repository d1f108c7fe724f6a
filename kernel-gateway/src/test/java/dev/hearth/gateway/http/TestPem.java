package dev.hearth.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A certificate and its key as PEM files, made by the JDK's own keytool. Immutable. */
public record TestPem(Path certificate, Path key) {
    /** One of each algorithm, all at once, since each takes its time. */
    public static Map<String, TestPem> make(Path folder, String... algorithms) throws Exception {
        Map<String, Process> made = new HashMap<>();
        for (String algorithm : algorithms) {
            made.put(algorithm, keytool(folder, algorithm));
        }
        Map<String, TestPem> found = new HashMap<>();
        for (Map.Entry<String, Process> each : made.entrySet()) {
            if (!each.getValue().waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("keytool does not end");
            }
            found.put(each.getKey(), export(folder, each.getKey()));
        }
        return found;
    }

    /** Replaces the files of another one by these, the key first. */
    public void replace(TestPem other) throws IOException {
        Files.copy(key, other.key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate, other.certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Process keytool(Path folder, String algorithm) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + algorithm,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        folder.resolve(algorithm + ".p12").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static TestPem export(Path folder, String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, "password".toCharArray());
        }
        return new TestPem(
                Files.writeString(
                        folder.resolve(name + ".crt"),
                        block("CERTIFICATE", keys.getCertificate("k").getEncoded())),
                Files.writeString(
                        folder.resolve(name + ".key"),
                        block(
                                "PRIVATE KEY",
                                keys.getKey("k", "password".toCharArray()).getEncoded())));
    }

    private static String block(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
