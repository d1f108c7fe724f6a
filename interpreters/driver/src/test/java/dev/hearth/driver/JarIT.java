package dev.hearth.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The one jar that is put in front of a user's Spark. */
class JarIT {
    @Test
    void jar_holdsOurPackagesAndRelocatedJacksonAndNothingElse() throws Exception {
        Set<String> roots = new TreeSet<>();
        try (JarFile jar = new JarFile(DriverProcess.jar().toFile())) {
            jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName())
                    .map(name -> name.startsWith("dev/hearth/shaded/") ? "dev/hearth/shaded/jackson" : root(name))
                    .forEach(roots::add);
            assertThat(roots)
                    .containsExactlyInAnyOrder(
                            "META-INF", "almond", "dev/hearth", "dev/hearth/shaded/jackson", "hearth");
            for (String needed : new String[] {
                "dev/hearth/driver/DriverMain.class",
                "dev/hearth/driver/Training.class",
                "dev/hearth/journal/Journal.class",
                "dev/hearth/python/child.py",
                "dev/hearth/shaded/jackson/databind/ObjectMapper.class"
            }) {
                assertThat(jar.getEntry(needed)).as(needed).isNotNull();
            }
            assertThat(jar.stream().filter(entry -> entry.getName().startsWith("META-INF/services/")))
                    .isEmpty();
        }
    }

    private static String root(String name) {
        String[] parts = name.split("/");
        return parts[0].equals("dev") && parts.length > 2 ? parts[0] + "/" + parts[1] : parts[0];
    }
}
