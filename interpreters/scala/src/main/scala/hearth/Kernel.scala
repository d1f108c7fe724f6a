package hearth

import almond.api.JupyterApi
import almond.interpreter.api.{DisplayData, OutputHandler}
import java.io.{InputStream, PrintStream}
import java.net.URI
import java.util.concurrent.ConcurrentHashMap
import scala.jdk.CollectionConverters._
import scala.reflect.{classTag, ClassTag}

/** The object `kernel` of cells, with what notebooks written for almond or Toree ask of it. */
sealed abstract class Kernel extends JupyterApi {

  /** Toree's displays. */
  object display {
    def html(data: String): Unit = content("text/html", data)
    def javascript(data: String): Unit = content("application/javascript", data)
    def content(mimeType: String, data: String): Unit = publish.display(DisplayData().add(mimeType, data))
    def clear(wait: Boolean = false): Unit = CellDesk.current().clear(wait)

    /** How many rows of a table are shown. */
    def rows: Int = CellDesk.current().rows()
    def rows_=(most: Int): Unit = CellDesk.current().rows(most)
  }

  /** Toree's streams. */
  object stream {
    def sendAll(text: String): Unit = out.print(text)
  }

  /** Toree's place for whatever cells want to share. */
  val data: java.util.Map[String, Any] = new ConcurrentHashMap

  def publish: OutputHandler = OutputHandler.ofCell
  def out: PrintStream = CellDesk.current().out()
  def err: PrintStream = CellDesk.current().err()
  def in: InputStream = CellDesk.current().in()

  def stdinOpt(prompt: String, password: Boolean): Option[String] = {
    val line = CellDesk.current().input(prompt, password)
    if (line.isPresent) Some(line.get) else None
  }

  def register[T: ClassTag](view: T => Map[String, String]): Unit =
    CellDesk
      .current()
      .register(classTag[T].runtimeClass, value => view(value.asInstanceOf[T]).asJava)

  /** Makes jars visible to later cells and to executors. */
  def addJars(uris: URI*): Unit = CellDesk.current().addJars(uris.map(_.toString).asJava)
}

/** The one of a JVM; what it does, it does for the cell of the calling thread. */
object Kernel extends Kernel
