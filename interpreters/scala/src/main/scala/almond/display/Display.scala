package almond.display

import almond.interpreter.api.{DisplayData, OutputHandler}
import java.io.File
import java.net.{URI, URL}
import java.nio.file.Path

/** Something that can be shown. */
trait Display extends hearth.Shown {

  /** Texts by MIME type. */
  def data(): Map[String, String]
  def metadata(): Map[String, String] = Map.empty
  def displayData(): DisplayData = DisplayData(data(), metadata())
  def display()(implicit output: OutputHandler): Unit = output.display(displayData())

  final def bodies: Map[String, String] = data()
  final override def details: Map[String, String] = metadata()
  override def toString: String = getClass.getSimpleName
}

object Display {
  def html(html: String)(implicit output: OutputHandler): Unit = Html(html).display()
  def markdown(text: String)(implicit output: OutputHandler): Unit = Markdown(text).display()
  def latex(latex: String)(implicit output: OutputHandler): Unit = Latex(latex).display()
  def text(text: String)(implicit output: OutputHandler): Unit = Text(text).display()
  def js(code: String)(implicit output: OutputHandler): Unit = Javascript(code).display()
  def svg(svg: String)(implicit output: OutputHandler): Unit = Svg(svg).display()

  /** Makes displays of a content or of what a URL or file holds. */
  trait Builder[C, T] {
    protected def build(content: Either[URL, C]): T

    def apply(content: C): T = build(Right(content))
    def from(url: URL): T = build(Left(url))
    def from(url: String): T = build(Left(URI.create(url).toURL))
    def fromFile(file: File): T = from(file.toURI.toURL)
    def fromFile(file: Path): T = from(file.toUri.toURL)
    def fromFile(file: String): T = fromFile(new File(file))
  }
}

/** A display that has a name, by which it can be replaced. */
trait UpdatableDisplay extends Display {
  def displayId: String
  final override def shownId: String = displayId
  override def displayData(): DisplayData = super.displayData().withId(displayId)

  /** Shows the display as it is now wherever it is shown already. */
  def update()(implicit output: OutputHandler): Unit = output.updateDisplay(displayData())

  /** Makes nothing of it, wherever it is shown. */
  def clear()(implicit output: OutputHandler): Unit =
    output.updateDisplay(displayData().withData(Map("text/plain" -> "", "text/html" -> "")))
}

object UpdatableDisplay {
  def generateId(): String = hearth.DisplayIds.next()
  def generateDiv(prefix: String = "data-"): String = prefix + generateId()
}
