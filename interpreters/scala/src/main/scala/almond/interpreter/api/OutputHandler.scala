package almond.interpreter.api

import hearth.CellDesk
import scala.jdk.CollectionConverters._

/** Shows things in the output of a cell. */
abstract class OutputHandler {
  def stdout(text: String): Unit
  def stderr(text: String): Unit
  def display(data: DisplayData): Unit

  /** Puts data in the place of what is shown under the same id. */
  def updateDisplay(data: DisplayData): Unit
  def canOutput(): Boolean

  final def html(html: String): Unit = display(DisplayData.html(html))
  final def html(html: String, id: String): Unit = display(DisplayData.html(html).withId(id))
  final def js(code: String): Unit = display(DisplayData.js(code))
  final def js(code: String, id: String): Unit = display(DisplayData.js(code).withId(id))
  final def updateHtml(html: String, id: String): Unit = updateDisplay(DisplayData.html(html).withId(id))
}

object OutputHandler {

  /** The output of the cell that the calling thread belongs to. */
  implicit val ofCell: OutputHandler = new OutputHandler {
    def stdout(text: String): Unit = CellDesk.current().out().print(text)
    def stderr(text: String): Unit = CellDesk.current().err().print(text)
    def display(data: DisplayData): Unit = publish(data, update = false)
    def updateDisplay(data: DisplayData): Unit = publish(data, update = true)
    def canOutput(): Boolean = true

    private def publish(data: DisplayData, update: Boolean): Unit =
      CellDesk
        .current()
        .publish(data.bodies.asJava, data.metadata.asJava, data.idOpt.getOrElse(""), update)
  }
}
