package dev.hearth.gateway.livy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which Spark properties a client may set. */
@FunctionalInterface
public interface ConfRule {

    /** Those of the keys that it may not, sorted; none if all are fine. */
    List<String> refused(Set<String> keys);

    /** What Livy refuses where nothing is configured: where and how an application runs is for the profile to say. */
    static ConfRule livys() {
        Set<String> refused = Set.of(
                "spark.master",
                "spark.submit.deploymode",
                "spark.submit.proxyuser.allowcustomclasspathinclustermode",
                "spark.yarn.jar",
                "spark.yarn.jars",
                "spark.yarn.archive");
        return keys -> keys.stream()
                .filter(key -> refused.contains(key.strip().toLowerCase(Locale.ROOT)))
                .sorted()
                .toList();
    }
}
