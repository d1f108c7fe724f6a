package dev.hearth.interpreter.scala;

import java.util.List;
import java.util.stream.Stream;

/** Cells that do not end by themselves. */
final class Endless {
    static final List<String> CELLS = List.of(
            "Thread.sleep(60000)",
            "while (true) {}",
            "var n = 0L\nwhile (n >= 0) { n = (n + 1) & 0xffff }",
            "def round(n: Int): Int = if (n < 0) n else round((n + 1) & 0xff)\nround(0)",
            "Iterator.continually(1).foreach(_ => ())",
            "new Iterator[Int] { def hasNext = true; def next() = 1 }.foreach { case 0 => println; case _ => }",
            "class Endless extends Iterator[Int] { def hasNext = true; def next() = 1 }; new Endless().size",
            "try { while (true) System.nanoTime() } catch { case e: Exception => 7 }",
            "import scala.util.control.NonFatal\ntry { while (true) System.nanoTime() } catch { case NonFatal(e) => 7 }",
            "scala.util.Try { while (true) System.nanoTime() }",
            "while (true) try Thread.sleep(5) catch { case e: InterruptedException => }",
            "import scala.concurrent._, duration._\nAwait.ready(Promise[Int]().future, Duration.Inf)",
            "for (i <- 0 until Int.MaxValue; j <- 0 until Int.MaxValue) {}",
            "object Busy { val x: Int = { while (true) {}; 1 } }; Busy.x");

    private Endless() {}

    static Stream<String> cells() {
        return CELLS.stream();
    }
}
