package almond.display

/** Texts by MIME type, shown as they are. */
final class Data private (content: Map[String, String], details0: Map[String, String], val displayId: String)
    extends UpdatableDisplay {
  def data(): Map[String, String] = content
  override def metadata(): Map[String, String] = details0
  def withData(data: Map[String, String]): Data = new Data(data, details0, displayId)
  def withMetadata(metadata: Map[String, String]): Data = new Data(content, metadata, displayId)
}

object Data {
  def apply(data: Map[String, String]): Data = new Data(data, Map.empty, UpdatableDisplay.generateId())
  def apply(data: (String, String)*): Data = apply(data.toMap)
}
