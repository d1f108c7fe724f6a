package almond.interpreter.api

import java.util.Base64

/**
 * Something to show, in one MIME type or several. Immutable.
 *
 * @param data
 *   texts by MIME type: JSON for JSON types, base64 for images but SVG
 * @param idOpt
 *   the name under which it can be updated
 */
final case class DisplayData(
    data: Map[String, String] = Map.empty,
    metadata: Map[String, String] = Map.empty,
    idOpt: Option[String] = None
) extends hearth.Shown {
  def bodies: Map[String, String] = data
  override def details: Map[String, String] = metadata
  override def shownId: String = idOpt.getOrElse("")

  def isEmpty: Boolean = data.isEmpty && metadata.isEmpty && idOpt.isEmpty
  def add(mimeType: String, body: String): DisplayData = copy(data = data + (mimeType -> body))
  def addStringifiedJson(mimeType: String, json: String): DisplayData = add(mimeType, json)
  def withData(data: Map[String, String]): DisplayData = copy(data = data)
  def withMetadata(metadata: Map[String, String]): DisplayData = copy(metadata = metadata)
  def withId(id: String): DisplayData = copy(idOpt = Some(id))
  def withId(id: Option[String]): DisplayData = copy(idOpt = id)

  def show()(implicit output: OutputHandler): Unit = output.display(this)
  def update()(implicit output: OutputHandler): Unit = output.updateDisplay(this)
}

object DisplayData {
  val empty: DisplayData = DisplayData()

  object ContentType {
    val text = "text/plain"
    val markdown = "text/markdown"
    val html = "text/html"
    val latex = "text/latex"
    val js = "application/javascript"
    val jpg = "image/jpeg"
    val png = "image/png"
    val gif = "image/gif"
    val svg = "image/svg+xml"
  }

  def text(text: String): DisplayData = empty.add(ContentType.text, text)
  def markdown(text: String): DisplayData = empty.add(ContentType.markdown, text)
  def html(html: String): DisplayData = empty.add(ContentType.html, html)
  def latex(latex: String): DisplayData = empty.add(ContentType.latex, latex)
  def js(code: String): DisplayData = empty.add(ContentType.js, code)
  def svg(svg: String): DisplayData = empty.add(ContentType.svg, svg)
  def jpg(image: Array[Byte]): DisplayData = empty.add(ContentType.jpg, base64(image))
  def png(image: Array[Byte]): DisplayData = empty.add(ContentType.png, base64(image))

  private def base64(bytes: Array[Byte]): String = Base64.getEncoder.encodeToString(bytes)

  implicit class DisplayDataSyntax(private val text: String) extends AnyVal {
    def as(mimeType: String): DisplayData = empty.add(mimeType, text)
    def asText: DisplayData = DisplayData.text(text)
    def asMarkdown: DisplayData = DisplayData.markdown(text)
    def asHtml: DisplayData = DisplayData.html(text)
    def asLatex: DisplayData = DisplayData.latex(text)
    def asJs: DisplayData = DisplayData.js(text)
  }
}
