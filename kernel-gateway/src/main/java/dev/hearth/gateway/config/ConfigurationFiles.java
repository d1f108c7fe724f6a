package dev.hearth.gateway.config;

import dev.hearth.gateway.config.YamlNode.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that configure a gateway. Where both say something, Hearth's own goes first. Immutable.
 *
 * @param own Hearth's own, YAML; absent: the defaults
 * @param livyConf the {@code livy.conf} of a Livy server; absent: none
 */
public record ConfigurationFiles(Optional<Path> own, Optional<Path> livyConf) {

    /**
     * What was read.
     *
     * @param warnings a line about what was read without having an effect; none of a value
     * @param remarks a line about what the other file says already
     */
    public record Read(Configuration configuration, List<String> warnings, List<String> remarks) {
        public Read {
            warnings = List.copyOf(warnings);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Reads both. Relative paths mean the folder of Hearth's own file; in a {@code livy.conf} there are none.
     *
     * @throws ConfigurationException if one cannot be read or says what cannot be obeyed; the message begins with the file's name
     */
    public Read read() throws ConfigurationException {
        Configuration alone = own.isPresent() ? ConfigurationFile.read(own.get()) : Configuration.defaults();
        if (livyConf.isEmpty()) {
            return new Read(alone, List.of(), List.of());
        }
        Path file = livyConf.get();
        Mapping over = own.isPresent()
                ? ConfigurationFile.about(own.get(), () -> YamlReader.read(ConfigurationFile.text(own.get())))
                : new Mapping(1, Map.of());
        Path folder = ConfigurationFile.folder(own.orElse(file));
        LivyConf livy = ConfigurationFile.about(file, () -> {
            LivyConf read = LivyConf.read(ConfigurationFile.text(file), over);
            bind(folder, read.alone()); // what its values cannot be is told as a mistake of this file
            return read;
        });
        Configuration both = ConfigurationFile.about(own.orElse(file), () -> bind(folder, livy.merged()));
        return new Read(both, lines(file, livy.silent()), lines(file, livy.overruled()));
    }

    private static Configuration bind(Path folder, Mapping mapping) throws ConfigurationException {
        return new RecordBinder(folder).bind(Configuration.class, mapping);
    }

    private static List<String> lines(Path file, Optional<String> line) {
        return Stream.ofNullable(line.orElse(null))
                .map(each -> file + ": " + each)
                .toList();
    }
}
