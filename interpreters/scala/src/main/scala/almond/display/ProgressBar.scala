package almond.display

import almond.interpreter.api.OutputHandler
import java.util.concurrent.TimeUnit

/**
 * A bar that fills. In a label, `{progress}` and `{total}` stand for the numbers.
 *
 * @param progress
 *   how much is done of `total`; none while that is unknown
 */
final class ProgressBar private (
    val label: Option[String],
    val total: Int,
    val progress: Option[Int],
    val htmlWidth: String,
    val textWidth: Int,
    val displayId: String
) extends UpdatableDisplay {
  private def copy(
      label: Option[String] = label,
      total: Int = total,
      progress: Option[Int] = progress,
      htmlWidth: String = htmlWidth,
      textWidth: Int = textWidth
  ): ProgressBar = new ProgressBar(label, total, progress, htmlWidth, textWidth, displayId)

  def withLabel(label: String): ProgressBar = copy(label = Some(label))
  def withLabel(label: Option[String]): ProgressBar = copy(label = label)
  def withTotal(total: Int): ProgressBar = copy(total = total)
  def withProgress(progress: Int): ProgressBar = copy(progress = Some(progress))
  def withProgress(progress: Option[Int]): ProgressBar = copy(progress = progress)
  def withHtmlWidth(width: String): ProgressBar = copy(htmlWidth = width)
  def withTextWidth(width: Int): ProgressBar = copy(textWidth = width)

  private def title: Option[String] =
    label
      .filter(text => progress.nonEmpty || !text.contains("{progress}"))
      .map(_.replace("{progress}", progress.fold("")(_.toString)).replace("{total}", total.toString))

  private def html: String = {
    val value = progress.fold("")(done => s""" value="$done"""")
    val bar = s"""<progress max="$total"$value style="width: ${Escape(htmlWidth)}"></progress>"""
    title.fold(bar)(text => s"<label>${Escape(text)}<br>$bar</label>")
  }

  private def text: String = {
    val room = (textWidth - 2).max(0)
    val bar = progress match {
      case Some(done) =>
        val filled = if (total <= 0) room else (done.toLong * room / total).toInt.max(0).min(room)
        "#" * filled + " " * (room - filled)
      case None => "..." + " " * (room - 3).max(0)
    }
    title.fold("")(_ + "\n") + s"[$bar]"
  }

  def data(): Map[String, String] = Map(Text.mimeType -> text, Html.mimeType -> html)
}

object ProgressBar {
  def apply(total: Int): ProgressBar = make(None, total)
  def apply(progress: Int, total: Int): ProgressBar = make(Some(progress), total)

  private def make(progress: Option[Int], total: Int): ProgressBar =
    new ProgressBar(None, total, progress, "60ex", 60, UpdatableDisplay.generateId())

  private val UpdateNanos = TimeUnit.MILLISECONDS.toNanos(100)

  /** The items, with a bar that shows how many of them were taken: `for (file <- ProgressBar.over(files)) …` */
  def over[A](items: Iterable[A], label: String = "{progress} of {total}")(implicit
      output: OutputHandler
  ): Iterator[A] = {
    val total = items.size
    val bar = ProgressBar(0, total).withLabel(label)
    bar.display()
    var taken = 0
    var shownAt = System.nanoTime()
    items.iterator.map { item =>
      taken += 1
      val now = System.nanoTime()
      if (taken == total || now - shownAt > UpdateNanos) {
        shownAt = now
        bar.withProgress(taken).update()
      }
      item
    }
  }
}
