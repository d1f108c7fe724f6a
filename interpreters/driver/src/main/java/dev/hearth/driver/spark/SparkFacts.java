package dev.hearth.driver.spark;

import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * What is known of a running Spark. Immutable.
 *
 * @param sparkVersion such as {@code 4.0.4}
 * @param scalaVersion of the library that Spark runs on, such as {@code 2.13.16}
 * @param javaVersion of this JVM, such as {@code 17.0.15}
 * @param uiUrl address of Spark's own UI; empty if it is off
 */
public record SparkFacts(
        String sparkVersion,
        String scalaVersion,
        String javaVersion,
        String master,
        String applicationId,
        Optional<String> uiUrl) {
    static SparkFacts of(SparkSession session) {
        SparkContext context = session.sparkContext();
        Option<String> ui = context.uiWebUrl();
        return new SparkFacts(
                session.version(),
                scala.util.Properties.versionNumberString(),
                Runtime.version().toString().replaceAll("[+].*$", ""),
                context.master(),
                context.applicationId(),
                ui.isDefined() ? Optional.of(ui.get()) : Optional.empty());
    }
}
