package dev.hearth.gateway.session;

import dev.hearth.protocol.Header;
import dev.hearth.protocol.Language;
import dev.hearth.protocol.RawJson;
import dev.hearth.protocol.content.Contents;
import dev.hearth.protocol.content.Replies;
import java.util.List;

/** What the gateway itself says about a language while there is no driver to ask: {@code kernel_info_reply}. */
final class LanguageInfo {
    private static final String IMPLEMENTATION = "hearth";

    private LanguageInfo() {}

    /** The content of a {@code kernel_info_reply}. */
    static RawJson reply(Language language) {
        String version = version();
        return Contents.write(new Replies.KernelInfo(
                "ok",
                Header.PROTOCOL_VERSION,
                IMPLEMENTATION,
                version,
                of(language),
                "Hearth " + version + ": Apache Spark with Scala, Python and SQL",
                List.of(new Replies.HelpLink("Apache Spark", "https://spark.apache.org/docs/latest/")),
                Replies.KernelInfo.FEATURES));
    }

    static Replies.Language of(Language language) {
        return switch (language) {
            case SCALA ->
                new Replies.Language("scala", "2.13", "text/x-scala", ".scala", "scala", "text/x-scala", "script");
            case PYTHON -> new Replies.Language("python", "3", "text/x-python", ".py", "ipython3", "python", "python");
            case SQL -> new Replies.Language("sql", "", "text/x-sql", ".sql", "sql", "sql", "");
        };
    }

    private static String version() {
        String version = LanguageInfo.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }
}
