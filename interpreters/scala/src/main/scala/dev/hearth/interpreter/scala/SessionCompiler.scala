package dev.hearth.interpreter.scala

import scala.tools.nsc.{interactive, Settings}
import scala.tools.nsc.interpreter.{IMain, ReplReporter}

/** The shell's compiler, but that its questions share another one. In Scala, since Java cannot extend the shell's. */
final class SessionCompiler(options: Settings, parent: ClassLoader, reporter: ReplReporter, kept: KeptCompiler)
    extends IMain(options, Option(parent), options, reporter) {

  override def newPresentationCompiler(): interactive.Global =
    kept.get(() => super.newPresentationCompiler())
}
