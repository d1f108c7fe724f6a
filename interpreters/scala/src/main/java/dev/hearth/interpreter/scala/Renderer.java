package dev.hearth.interpreter.scala;

import dev.hearth.protocol.MimeBundle;
import java.util.Optional;

/** Turns what a cell came to into what is shown. Called on the cell thread while the cell can be interrupted. */
@FunctionalInterface
public interface Renderer {
    /** Shows the compiler's own text and nothing else. */
    Renderer PLAIN = result -> MimeBundle.text(result.text());

    /** Shows the compiler's own text, and what else there is to show of the value of an expression: tables, images, displays. */
    Renderer RICH = Result::rich;

    /** What is shown; has {@code text/plain}. A failure of it is a failure of the cell. */
    MimeBundle render(Result result);

    /** What a cell came to. */
    interface Result {
        /** The text of a Scala shell, already cut to the limit: {@code val res0: Int = 2}. */
        String text();

        /** The static type of the last expression as Scala writes it; empty if the cell does not end in a value. */
        String type();

        /** The value of the last expression; empty if the cell does not end in one, or if it is null. */
        Optional<Object> value();

        /** What the value of an expression is called, such as {@code res3}; empty for definitions. */
        String name();

        /** What {@link #RICH} shows. May run a Spark job. */
        MimeBundle rich();
    }
}
