package hearth

import java.util.UUID

/** Names for displays; in a driver the first one lets executors load displays. */
object DisplayIds {
  private lazy val prepared: Unit =
    try CellDesk.current().shipDisplays()
    catch { case _: IllegalStateException => () } // on an executor, or on a thread of nobody's

  def prepare(): Unit = prepared

  def next(): String = {
    prepare()
    UUID.randomUUID().toString
  }
}
