package almond.display

import java.net.{URI, URL}

/** A display of one text, given or to be read from a URL when it is shown. */
abstract class TextDisplay extends UpdatableDisplay {
  type Self <: TextDisplay

  def contentOrUrl: Either[URL, String]
  def mimeType: String
  protected def make(content: Either[URL, String]): Self

  def content: Option[String] = contentOrUrl.toOption
  def url: Option[URL] = contentOrUrl.left.toOption
  def finalContent: String = contentOrUrl.fold(url => new String(Fetched(url).bytes, "UTF-8"), identity)
  def data(): Map[String, String] = Map(mimeType -> finalContent)

  /** The same display, by its id, with another content. */
  def withContent(content: String): Self = make(Right(content))
  def withUrl(url: URL): Self = make(Left(url))
  def withUrl(url: String): Self = withUrl(URI.create(url).toURL)
}

object TextDisplay {
  type Builder[T] = Display.Builder[String, T]
}

final class Html private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Html
  def mimeType: String = Html.mimeType
  protected def make(content: Either[URL, String]): Html = new Html(content, displayId)
}

object Html extends TextDisplay.Builder[Html] {
  val mimeType = "text/html"
  protected def build(content: Either[URL, String]): Html = new Html(content, UpdatableDisplay.generateId())
}

final class Markdown private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Markdown
  def mimeType: String = Markdown.mimeType
  protected def make(content: Either[URL, String]): Markdown = new Markdown(content, displayId)
}

object Markdown extends TextDisplay.Builder[Markdown] {
  val mimeType = "text/markdown"
  protected def build(content: Either[URL, String]): Markdown =
    new Markdown(content, UpdatableDisplay.generateId())
}

final class Latex private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Latex
  def mimeType: String = Latex.mimeType
  protected def make(content: Either[URL, String]): Latex = new Latex(content, displayId)
}

object Latex extends TextDisplay.Builder[Latex] {
  val mimeType = "text/latex"
  protected def build(content: Either[URL, String]): Latex = new Latex(content, UpdatableDisplay.generateId())
}

/** A formula without its dollars. */
final class Math private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Math
  def mimeType: String = Latex.mimeType
  protected def make(content: Either[URL, String]): Math = new Math(content, displayId)
  override def data(): Map[String, String] = {
    val formula = finalContent.replaceAll("^\\$+|\\$+$", "")
    Map(mimeType -> ("$\\displaystyle " + formula + "$"))
  }
}

object Math extends TextDisplay.Builder[Math] {
  protected def build(content: Either[URL, String]): Math = new Math(content, UpdatableDisplay.generateId())
}

final class Text private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Text
  def mimeType: String = Text.mimeType
  protected def make(content: Either[URL, String]): Text = new Text(content, displayId)
}

object Text extends TextDisplay.Builder[Text] {
  val mimeType = "text/plain"
  protected def build(content: Either[URL, String]): Text = new Text(content, UpdatableDisplay.generateId())
}

final class Svg private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Svg
  def mimeType: String = Svg.mimeType
  protected def make(content: Either[URL, String]): Svg = new Svg(content, displayId)
}

object Svg extends TextDisplay.Builder[Svg] {
  val mimeType = "image/svg+xml"
  protected def build(content: Either[URL, String]): Svg = new Svg(content, UpdatableDisplay.generateId())
}

final class Javascript private (val contentOrUrl: Either[URL, String], val displayId: String) extends TextDisplay {
  type Self = Javascript
  def mimeType: String = Javascript.mimeType
  protected def make(content: Either[URL, String]): Javascript = new Javascript(content, displayId)
}

object Javascript extends TextDisplay.Builder[Javascript] {
  val mimeType = "application/javascript"
  protected def build(content: Either[URL, String]): Javascript =
    new Javascript(content, UpdatableDisplay.generateId())
}

/** A JSON value, or with a vendor part one of its kinds: `Json(spec).withVendorPart(Some("vnd.vegalite.v5"))`. */
final class Json private (
    val contentOrUrl: Either[URL, String],
    val vendorPart: Option[String],
    val displayId: String
) extends TextDisplay {
  type Self = Json
  def mimeType: String = vendorPart.fold(Json.mimeType)(part => s"application/$part+json")
  protected def make(content: Either[URL, String]): Json = new Json(content, vendorPart, displayId)
  def withVendorPart(part: Option[String]): Json = new Json(contentOrUrl, part, displayId)
  def withSubType(part: String): Json = withVendorPart(Some(part))
}

object Json extends TextDisplay.Builder[Json] {
  val mimeType = "application/json"
  protected def build(content: Either[URL, String]): Json =
    new Json(content, None, UpdatableDisplay.generateId())
}
