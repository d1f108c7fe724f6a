package almond.display

/** Text as it may stand in HTML, between tags and in quoted attributes. */
private[display] object Escape {
  def apply(text: String): String = text.flatMap {
    case '&' => "&amp;"
    case '<' => "&lt;"
    case '>' => "&gt;"
    case '"' => "&quot;"
    case '\'' => "&#39;"
    case other => other.toString
  }
}
