package almond.display

import java.net.URL

/** What a URL holds. */
private[display] final case class Fetched(bytes: Array[Byte], contentType: Option[String])

private[display] object Fetched {
  private val PatienceMillis = 10000

  def apply(url: URL): Fetched = {
    val connection = url.openConnection()
    connection.setConnectTimeout(PatienceMillis)
    connection.setReadTimeout(PatienceMillis)
    val in = connection.getInputStream
    try {
      val contentType = Option(connection.getContentType).filterNot(_ == "content/unknown")
      new Fetched(in.readAllBytes(), contentType.map(_.takeWhile(_ != ';').trim))
    } finally in.close()
  }
}
