package hearth;

import java.io.Serializable;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

/**
 * An object that says itself how it is shown: as the result of a cell, or by {@code display}.
 *
 * <pre>{@code
 * class Gauge(level: Int) extends hearth.Shown {
 *   def bodies = Map("text/html" -> s"<meter value='$level' max='100'></meter>")
 * }
 * }</pre>
 */
public interface Shown extends Serializable {
    /** Texts by MIME type: JSON for JSON types, base64 for images but SVG. */
    Map<String, String> bodies();

    /** Entries of the message's metadata, such as {@code width} of an image. */
    default Map<String, String> details() {
        return Map$.MODULE$.<String, String>empty();
    }

    /** The id under which it is shown and can be updated; empty for none. */
    default String shownId() {
        return "";
    }
}
