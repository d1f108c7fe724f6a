package almond.display

import java.awt.image.RenderedImage
import java.io.{ByteArrayInputStream, ByteArrayOutputStream, IOException}
import java.net.{URI, URL, URLConnection}
import java.util.Base64
import javax.imageio.ImageIO

/** A picture: its bytes, or a URL that the reader's browser loads unless it is embedded. */
final class Image private (
    private val content: Either[URL, Array[Byte]],
    val format: Option[Image.Format],
    val width: Option[String],
    val height: Option[String],
    val embed: Boolean,
    val displayId: String
) extends UpdatableDisplay {
  private def copy(
      content: Either[URL, Array[Byte]] = content,
      format: Option[Image.Format] = format,
      width: Option[String] = width,
      height: Option[String] = height,
      embed: Boolean = embed
  ): Image = new Image(content, format, width, height, embed, displayId)

  def byteArrayOpt: Option[Array[Byte]] = content.toOption
  def urlOpt: Option[URL] = content.left.toOption
  def withByteArray(bytes: Array[Byte]): Image = copy(content = Right(bytes))
  def withUrl(url: URL): Image = copy(content = Left(url))
  def withUrl(url: String): Image = withUrl(URI.create(url).toURL)
  def withFormat(format: Image.Format): Image = copy(format = Some(format))
  def withFormat(format: Option[Image.Format]): Image = copy(format = format)
  def withWidth(width: Int): Image = copy(width = Some(width.toString))
  def withWidth(width: Option[String]): Image = copy(width = width)
  def withHeight(height: Int): Image = copy(height = Some(height.toString))
  def withHeight(height: Option[String]): Image = copy(height = height)
  def withEmbed(embed: Boolean = true): Image = copy(embed = embed)

  override def metadata(): Map[String, String] =
    (width.map("width" -> _) ++ height.map("height" -> _)).toMap

  def data(): Map[String, String] = content match {
    case Left(url) if !embed =>
      val size = metadata().map { case (name, value) => s""" $name="${Escape(value)}"""" }.mkString
      Map(Html.mimeType -> s"""<img src="${Escape(url.toExternalForm)}"$size>""")
    case Left(url) =>
      val fetched = Fetched(url)
      encode(fetched.bytes, fetched.contentType, s"what $url holds")
    case Right(bytes) => encode(bytes, None, "these bytes")
  }

  private def encode(bytes: Array[Byte], said: Option[String], what: String): Map[String, String] = {
    val guessed = Option(URLConnection.guessContentTypeFromStream(new ByteArrayInputStream(bytes)))
    val mimeType = format.map(_.contentType).orElse(said.filter(Image.known)).orElse(guessed).getOrElse("")
    if (mimeType == Svg.mimeType) Map(mimeType -> new String(bytes, "UTF-8"))
    else if (Image.known(mimeType)) Map(mimeType -> Base64.getEncoder.encodeToString(bytes))
    else throw new IOException(s"no picture of a known kind: $what; PNG, JPEG and GIF are known, see withFormat")
  }
}

object Image extends Display.Builder[Array[Byte], Image] {
  sealed abstract class Format(val contentType: String) extends Product with Serializable
  case object PNG extends Format("image/png")
  case object JPG extends Format("image/jpeg")
  case object GIF extends Format("image/gif")

  private def known(mimeType: String): Boolean =
    Set(PNG.contentType, JPG.contentType, GIF.contentType, Svg.mimeType)(mimeType)

  protected def build(content: Either[URL, Array[Byte]]): Image =
    new Image(
      content,
      None,
      None,
      None,
      embed = content.left.exists(_.getProtocol == "file"),
      UpdatableDisplay.generateId()
    )

  def fromRenderedImage(image: RenderedImage): Image = fromRenderedImage(image, PNG)

  def fromRenderedImage(image: RenderedImage, format: Format): Image = {
    val bytes = new ByteArrayOutputStream
    if (!ImageIO.write(image, format.toString.toLowerCase, bytes))
      throw new IOException(s"a picture of this kind cannot be written as $format")
    apply(bytes.toByteArray).withFormat(format).withWidth(image.getWidth).withHeight(image.getHeight)
  }
}
