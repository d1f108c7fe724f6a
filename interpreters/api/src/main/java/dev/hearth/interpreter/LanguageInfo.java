package dev.hearth.interpreter;

/**
 * {@code language_info} of {@code kernel_info_reply}; every field is a JSON string there under its snake-case name.
 * Immutable.
 *
 * @param codemirrorMode {@code codemirror_mode}
 */
public record LanguageInfo(
        String name,
        String version,
        String mimetype,
        String fileExtension,
        String pygmentsLexer,
        String codemirrorMode,
        String nbconvertExporter) {}
