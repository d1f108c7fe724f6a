package hearth

import almond.{display => shown}

/** The names around displays that every Scala cell sees. */
object DisplayNames {

  /** Shows a value in the output of the running cell, as the cell's result is shown. */
  def display(value: Any): Unit = CellDesk.current().show(value, "", CellDesk.USUAL_ROWS)

  /** Shows a value with at most so many rows. */
  def display(value: Any, rows: Int): Unit = CellDesk.current().show(value, "", rows)

  /** Shows a value under a name, by which [[updateDisplay]] finds it. */
  def display(value: Any, id: String): Unit = CellDesk.current().show(value, id, CellDesk.USUAL_ROWS)

  /** Shows a value whole: every row of a table, a text without a cut. */
  def displayAll(value: Any): Unit = CellDesk.current().show(value, "", CellDesk.ALL_ROWS)

  /** Puts a value in the place of what is shown under a name, in whatever cell. */
  def updateDisplay(value: Any, id: String): Unit = CellDesk.current().update(value, id)

  /** Clears the output of the running cell, at once or when the next output comes. */
  def clearOutput(wait: Boolean = false): Unit = CellDesk.current().clear(wait)

  /** What the notebook offers, under the names of almond and of Toree. */
  def kernel: Kernel = Kernel

  /** As `kernel.publish`. */
  def publish: almond.interpreter.api.OutputHandler = Kernel.publish

  type Html = shown.Html
  lazy val Html = shown.Html
  type Markdown = shown.Markdown
  lazy val Markdown = shown.Markdown
  type Latex = shown.Latex
  lazy val Latex = shown.Latex
  type Text = shown.Text
  lazy val Text = shown.Text
  type Svg = shown.Svg
  lazy val Svg = shown.Svg
  type Json = shown.Json
  lazy val Json = shown.Json
  type Javascript = shown.Javascript
  lazy val Javascript = shown.Javascript
  type Image = shown.Image
  lazy val Image = shown.Image
  type IFrame = shown.IFrame
  lazy val IFrame = shown.IFrame
  type FileLink = shown.FileLink
  lazy val FileLink = shown.FileLink
  type ProgressBar = shown.ProgressBar
  lazy val ProgressBar = shown.ProgressBar
  lazy val Input = almond.input.Input
}
