package dev.hearth.gateway.kernelspec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One kernel for clients that start kernels on their own machine. Immutable.
 *
 * @param name of its folder: {@code hearth-scala}
 * @param displayName what users read
 * @param language of its cells
 * @param profile the gateway's profile, or empty for the default one
 * @param gateway who has its sessions
 * @param keepSession whether the session goes on when the kernel ends
 * @param start how the bridge is started, or null: the provisioner of Hearth's Python package does its work
 * @param environment variables of the kernel's process
 */
public record LocalKernelspec(
        String name,
        String displayName,
        Language language,
        String profile,
        GatewayChoice gateway,
        boolean keepSession,
        @Nullable StartLine start,
        Map<String, String> environment) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,100}");

    public LocalKernelspec {
        Objects.requireNonNull(language, "language");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a kernel's name has lower-case letters, digits, dots, hyphens and underscores, not \"" + name
                            + "\"");
        }
        if (start == null && gateway.url() == null) {
            throw new IllegalArgumentException("the provisioner starts no gateway: it needs the address of one");
        }
        environment = Map.copyOf(environment);
    }

    /** What users read of a language, a Spark and a profile, as the gateway's own kernelspecs have it; two may be empty. */
    public static String displayName(Language language, String spark, String profile) {
        String spoken =
                switch (language) {
                    case SCALA -> "Scala";
                    case PYTHON -> "Python";
                    case SQL -> "SQL";
                };
        return spoken + " (Hearth" + (spark.isEmpty() ? "" : ", Spark " + spark)
                + (profile.isEmpty() ? ")" : ", " + profile + ")");
    }

    /** The name of a folder: {@code hearth-scala}, {@code hearth-scala-PROFILE}. */
    public static String name(String prefix, Language language, String profile) {
        return (prefix + language.wireName() + (profile.isEmpty() ? "" : "-" + profile)).toLowerCase(Locale.ROOT);
    }

    /** The content of {@code kernel.json}. */
    public ObjectNode json() {
        ObjectNode spec = Json.object();
        var argv = spec.putArray("argv");
        if (start != null) {
            start.with(bridgeWords()).forEach(argv::add);
        }
        spec.put("display_name", displayName);
        spec.put("language", language.wireName());
        spec.put("interrupt_mode", "message");
        ObjectNode env = spec.putObject("env");
        environment.forEach(env::put);
        ObjectNode metadata = spec.putObject("metadata");
        metadata.put("debugger", true); // JupyterLab offers its variable panel only where this says so
        metadata.putArray("supported_encryption").add("curve");
        if (start == null) {
            provisioner(metadata.putObject("kernel_provisioner"));
        }
        ObjectNode own = metadata.putObject(KernelspecFolder.MARK);
        own.put("version", Release.VERSION);
        own.put("profile", profile);
        gateway.writeTo(own);
        return spec;
    }

    private List<String> bridgeWords() {
        List<String> words =
                new ArrayList<>(List.of("--connection", "{connection_file}", "--language", language.wireName()));
        words.addAll(gateway.words());
        if (!profile.isEmpty()) {
            words.addAll(List.of("--profile", profile));
        }
        if (keepSession) {
            words.add("--keep-session");
        }
        return words;
    }

    private void provisioner(ObjectNode stanza) {
        stanza.put("provisioner_name", "hearth-provisioner");
        ObjectNode config = stanza.putObject("config");
        gateway.writeTo(config);
        config.put("language", language.wireName());
        if (!profile.isEmpty()) {
            config.put("profile", profile);
        }
        if (keepSession) {
            config.put("keep", true);
        }
    }
}
