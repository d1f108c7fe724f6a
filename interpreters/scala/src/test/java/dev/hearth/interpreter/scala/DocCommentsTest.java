package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.io.AbstractFile;
import scala.reflect.io.FileZipArchive;

/** What is written over declarations, and where it is found. */
class DocCommentsTest {
    private static final String SCALA = """
            package shop
            /** All that is sold. */
            class Shop[A](val name: String) extends Serializable {
              /** Sells `count` of {{{ it }}}.
                *
                * @param count how many
                */
              @deprecated("x", "1")
              protected def sell(count: Int): Int = {
                count
              }
              /** Sells by name. */
              def sell(name: String, cheap: Boolean = true): Int = 1
              /** Symbols too. */
              final val limit: Int = 3
            }
            object Shop {
              /** Of the companion. */
              def sell(all: Seq[Int]): Int = 2
            }
            """;
    private static final String JAVA = """
            package shop;
            /** A <b>counter</b>. */
            public final class Counter {
                /** Counts {@code n} up. {@link #total} tells. */
                @Override
                public <T extends Number> List<T> count(int n) {
                    return null;
                }
                /** The total. */
                public static final int total = 0;
            }
            """;

    @Test
    void find_membersOfScala_takesTheOverloadThatIsMeant() {
        assertThat(DocComments.find(SCALA, "", "Shop", List.of())).contains("All that is sold.");
        assertThat(DocComments.find(SCALA, "Shop", "sell", List.of("count")))
                .contains("Sells `count` of  it .\n\n@param count how many");
        assertThat(DocComments.find(SCALA, "Shop", "sell", List.of("name", "cheap")))
                .contains("Sells by name.");
        assertThat(DocComments.find(SCALA, "Shop", "sell", List.of("all"))).contains("Of the companion.");
        assertThat(DocComments.find(SCALA, "Shop", "limit", List.of())).contains("Symbols too.");
        assertThat(DocComments.find(SCALA, "Shop", "buy", List.of())).isEmpty();
        assertThat(DocComments.find(SCALA, "Other", "limit", List.of())).isEmpty();
    }

    @Test
    void find_membersOfJava_areWithoutMarkup() {
        assertThat(DocComments.find(JAVA, "", "Counter", List.of())).contains("A counter.");
        assertThat(DocComments.find(JAVA, "Counter", "count", List.of("x$1"))).contains("Counts n up. #total tells.");
        assertThat(DocComments.find(JAVA, "Counter", "total", List.of())).contains("The total.");
    }

    @Test
    void of_aClassInAJar_isFoundInTheSourcesBesideIt(@TempDir Path folder) throws Exception {
        String file = "dev/hearth/interpreter/scala/DocComments.class";
        byte[] bytes =
                DocComments.class.getClassLoader().getResourceAsStream(file).readAllBytes();
        Path jar = jar(folder.resolve("shop-1.0.jar"), file, bytes);
        Path elsewhere = Files.createDirectories(folder.resolve("sources"));
        AbstractFile entry = new FileZipArchive(jar.toFile(), scala.Option.empty());
        for (String step : file.split("/", -1)) {
            entry = inside(entry, step);
        }
        Sources sources = new Sources(List.of(elsewhere));
        assertThat(sources.of("dev.hearth.interpreter.scala.DocComments", entry))
                .isEmpty();
        String source = file.replace(".class", ".java");
        jar(elsewhere.resolve("shop-1.0-sources.jar"), source, "elsewhere".getBytes(StandardCharsets.UTF_8));
        assertThat(sources.of("dev.hearth.interpreter.scala.DocComments", entry))
                .contains("elsewhere");
        jar(folder.resolve("shop-1.0-sources.jar"), source, "beside".getBytes(StandardCharsets.UTF_8));
        Optional<String> found = sources.of("dev.hearth.interpreter.scala.DocComments", entry);
        assertThat(found).contains("beside");
    }

    private static AbstractFile inside(AbstractFile folder, String name) {
        return CollectionConverters.asJava(folder.iterator().toList()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Path jar(Path path, String name, byte[] content) throws Exception {
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return path;
    }
}
