package dev.hearth.interpreter.scala.deps;

import java.util.List;

/** What a cell asked for cannot be had. The message is a sentence. */
public final class DependencyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> details;

    /** A failure that needs no more words. */
    public DependencyException(String sentence) {
        this(sentence, List.of());
    }

    /**
     * A failure.
     *
     * @param details lines below the sentence
     */
    public DependencyException(String sentence, List<String> details) {
        super(sentence);
        this.details = List.copyOf(details);
    }

    /** Lines below the sentence. */
    public List<String> details() {
        return details;
    }
}
