package almond.api

import almond.interpreter.api.OutputHandler
import java.io.PrintStream
import scala.reflect.ClassTag

/** What cells ask of the notebook, as almond names it. */
abstract class JupyterApi {

  /** Shows things in the output of the running cell. */
  def publish: OutputHandler

  /** Asks for a line; empty if nobody can be asked. */
  def stdinOpt(prompt: String = "", password: Boolean = false): Option[String]

  /** Asks for a line. */
  final def stdin(prompt: String = "", password: Boolean = false): String =
    stdinOpt(prompt, password).getOrElse(
      throw new IllegalStateException("this client cannot be asked for input")
    )

  /** Says how values of a type are shown: texts by MIME type. */
  def register[T: ClassTag](view: T => Map[String, String]): Unit

  def out: PrintStream
  def err: PrintStream
  final def consoleOut: PrintStream = out
  final def consoleErr: PrintStream = err
}

object JupyterApi {
  implicit def ofCell: JupyterApi = hearth.Kernel
}
