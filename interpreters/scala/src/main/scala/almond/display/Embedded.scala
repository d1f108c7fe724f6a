package almond.display

import java.net.URLEncoder

/** A page within the page. */
final class IFrame private (
    val src: String,
    val width: Option[String],
    val height: Option[String],
    val params: Seq[(String, String)],
    val displayId: String
) extends UpdatableDisplay {
  private def copy(
      src: String = src,
      width: Option[String] = width,
      height: Option[String] = height,
      params: Seq[(String, String)] = params
  ): IFrame = new IFrame(src, width, height, params, displayId)

  def withSrc(src: String): IFrame = copy(src = src)
  def withWidth(width: Int): IFrame = copy(width = Some(width.toString))
  def withWidth(width: String): IFrame = copy(width = Some(width))
  def withWidth(width: Option[String]): IFrame = copy(width = width)
  def withHeight(height: Int): IFrame = copy(height = Some(height.toString))
  def withHeight(height: String): IFrame = copy(height = Some(height))
  def withHeight(height: Option[String]): IFrame = copy(height = height)
  def withParams(params: (String, String)*): IFrame = copy(params = params)

  def data(): Map[String, String] = {
    def encode(text: String) = URLEncoder.encode(text, "UTF-8").replace("+", "%20")
    val query =
      if (params.isEmpty) ""
      else params.map { case (name, value) => encode(name) + "=" + encode(value) }.mkString("?", "&", "")
    val size = (width.map("width" -> _) ++ height.map("height" -> _)).map { case (name, value) =>
      s""" $name="${Escape(value)}""""
    }.mkString
    Map(Html.mimeType -> s"""<iframe src="${Escape(src + query)}"$size></iframe>""")
  }
}

object IFrame {
  def apply(src: String): IFrame = new IFrame(src, None, None, Nil, UpdatableDisplay.generateId())
}

/** A link to a file beside the notebook. */
final class FileLink private (
    val link: String,
    val beforeHtml: String,
    val afterHtml: String,
    val urlPrefix: String,
    val displayId: String
) extends UpdatableDisplay {
  private def copy(
      link: String = link,
      beforeHtml: String = beforeHtml,
      afterHtml: String = afterHtml,
      urlPrefix: String = urlPrefix
  ): FileLink = new FileLink(link, beforeHtml, afterHtml, urlPrefix, displayId)

  def withLink(link: String): FileLink = copy(link = link)
  def withBeforeHtml(html: String): FileLink = copy(beforeHtml = html)
  def withAfterHtml(html: String): FileLink = copy(afterHtml = html)
  def withUrlPrefix(prefix: String): FileLink = copy(urlPrefix = prefix)

  def data(): Map[String, String] = {
    val target = (urlPrefix + link).replace(" ", "%20")
    val anchor = s"""<a href="${Escape(target)}" target="_blank">${Escape(link)}</a>"""
    Map(Html.mimeType -> (beforeHtml + anchor + afterHtml))
  }
}

object FileLink {
  def apply(link: String): FileLink = new FileLink(link, "", "<br>", "", UpdatableDisplay.generateId())
}
