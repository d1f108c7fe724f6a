package dev.hearth.interpreter.scala;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.scala.deps.JarSettings;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MimeBundle;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What cells show besides text, in a JVM whose cells see no Spark. */
class ScalaDisplayTest {
    private static final String HTML = "text/html";
    private static final String PLAIN = "text/plain";

    private static ScalaSession session;

    @BeforeAll
    static void start() throws Exception {
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("spark"))
                .toList();
        Path folder = Files.createTempDirectory(Path.of("target"), "cells");
        session = new ScalaSession(ScalaSettings.in(folder)
                .withClassPath(classPath, new WithoutSpark())
                .withLimits(2_000, Duration.ofSeconds(10))
                .withJars(JarSettings.DEFAULTS));
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
    }

    /** Loads what this JVM has but Spark. */
    private static final class WithoutSpark extends ClassLoader {
        WithoutSpark() {
            super(ScalaDisplayTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.spark.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private static List<RecordedSink.Displayed> displays(String code) throws Exception {
        ScalaSession.Running cell = session.begin(code);
        ExecutionResult result = cell.result();
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        return cell.sink().displays();
    }

    private static RecordedSink.Displayed display(String code) throws Exception {
        List<RecordedSink.Displayed> displays = displays(code);
        assertThat(displays).hasSize(1);
        return displays.get(0);
    }

    private static RecordedSink.Displayed result(String code) throws Exception {
        ExecutionResult result = session.begin(code).result();
        assertThat(result).isInstanceOf(ExecutionResult.Succeeded.class);
        MimeBundle bundle = Objects.requireNonNull(((ExecutionResult.Succeeded) result).value());
        return new RecordedSink.Displayed("result", bundle, "");
    }

    @Test
    void result_plainValues_areTextAlone() throws Exception {
        for (String code : List.of("1", "\"a\"", "List(1, 2)", "Array(1, 2)", "Some(3)", "val kept = Seq((1, 2))")) {
            RecordedSink.Displayed shown = result(code);
            assertThat(shown.body(PLAIN)).as(code).isNotEmpty();
            assertThat(shown.body(HTML)).as(code).isEmpty();
        }
    }

    @Test
    void result_caseClasses_areATableThatIsEscaped() throws Exception {
        RecordedSink.Displayed shown =
                result("case class Fruit(name: String, price: Double)\nSeq(Fruit(\"<b>&'\\\"\", 1.5), Fruit(null, 2))");
        assertThat(shown.body(PLAIN)).contains("List(Fruit(<b>&'\",1.5), Fruit(null,2.0))");
        assertThat(shown.body(HTML))
                .contains("<th>name</th><th>price</th>")
                .contains("<td>&lt;b&gt;&amp;&#39;&quot;</td><td style=\"text-align: right\">1.5</td>")
                .contains("<em>null</em>")
                .contains("<p>2 rows</p>")
                .doesNotContain("<b>");
    }

    @Test
    void result_mapsTuplesAndMatrices_areTables() throws Exception {
        assertThat(result("Map(\"a\" -> 1)").body(HTML))
                .contains("<th>key</th><th>value</th>", "<td>a</td><td style=\"text-align: right\">1</td>");
        assertThat(result("Array((1, 'x'), (2, 'y'))").body(HTML)).contains("<th>_1</th><th>_2</th>", "<td>y</td>");
        assertThat(result("Array(Array(1, 2), Array(3))").body(HTML)).contains("<th>0</th><th>1</th>", "<em>null</em>");
        assertThat(result("List(Map(\"a\" -> 1), Map(\"b\" -> 2))").body(HTML)).contains("<th>a</th><th>b</th>");
        assertThat(result("java.util.Map.of(\"k\", 1)").body(HTML)).contains("<td>k</td>");
    }

    @Test
    void result_manyRows_areCutAndSaySo() throws Exception {
        RecordedSink.Displayed shown = result("(1 to 1000).map(n => (n, n * n))");
        assertThat(shown.body(HTML)).contains("cut: the first 50 of 1000 rows; displayAll(res");
        assertThat(shown.body(HTML).split("<tr>")).hasSize(52);
        String name = shown.body(PLAIN).replaceAll("(?s)val (res\\d+):.*", "$1");
        RecordedSink.Displayed whole = display("displayAll(" + name + ")");
        assertThat(whole.body(HTML)).contains("<p>1000 rows</p>").contains(">1000000<");
        assertThat(display("display(" + name + ", rows = 3)").body(HTML)).contains("the first 3 of 1000 rows");
    }

    @Test
    void result_rangeBeyondCounting_isItsText() throws Exception {
        assertThat(result("0 to Int.MaxValue").body(PLAIN)).contains("Range 0 to 2147483647");
    }

    @Test
    void dataframe_optionsThatAreWrong_areAUsageError() throws Exception {
        for (String options : new String[] {"--limit=ten", "--output xml", "--limit"}) {
            ExecutionResult.Failed failed = session.failure("%%dataframe " + options + "\n1");
            assertThat(failed.ename()).as(options).isEqualTo("UsageError");
            assertThat(failed.evalue()).contains("--output html|csv|json");
        }
    }

    @Test
    void result_lazyCollections_areNotForced() throws Exception {
        RecordedSink.Displayed shown = result("LazyList.from(1).map(n => (n, n))");
        assertThat(shown.body(PLAIN)).contains("LazyList(<not computed>)");
        assertThat(shown.body(HTML)).isEmpty();
    }

    @Test
    void result_longText_isCutAndPrintedWholeOnRequest() throws Exception {
        String shown = result("\"x\" * 5000").body(PLAIN);
        assertThat(shown).contains("… cut: ").contains("print(res");
        ScalaSession.Running cell = session.begin("displayAll(List.fill(5000)(7))");
        cell.result();
        assertThat(cell.sink().out()).hasSizeGreaterThan(10_000).endsWith(", 7)\n");
        session.text("%truncation off");
        assertThat(result("\"x\" * 5000").body(PLAIN)).hasSizeGreaterThan(5_000).doesNotContain("cut");
        session.text("%truncation on");
    }

    @Test
    void result_image_isPngWithItsSize() throws Exception {
        RecordedSink.Displayed shown =
                result("new java.awt.image.BufferedImage(3, 2, java.awt.image.BufferedImage.TYPE_INT_RGB)");
        byte[] png = Base64.getDecoder().decode(shown.body("image/png"));
        assertThat(new String(png, 1, 3, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("PNG");
        JsonNode size = Json.parse(shown.bundle().metadata()).path("image/png");
        assertThat(size.path("width").asInt()).isEqualTo(3);
        assertThat(size.path("height").asInt()).isEqualTo(2);
    }

    @Test
    void result_typesWithAViewOfTheirOwn_areShownByIt() throws Exception {
        assertThat(result("class A { def _repr_html_ = \"<i>a</i>\" }\nnew A").body(HTML))
                .isEqualTo("<i>a</i>");
        assertThat(result("class B { def toHtml: String = \"<i>b</i>\" }\nnew B")
                        .body(HTML))
                .isEqualTo("<i>b</i>");
        assertThat(result("class C extends hearth.Shown { def bodies = Map(\"text/markdown\" -> \"*c*\") }\nnew C")
                        .body("text/markdown"))
                .isEqualTo("*c*");
        assertThat(result(
                                "case class D(n: Int)\nkernel.register[D](d => Map(\"text/html\" -> s\"<i>${d.n}</i>\"))\nD(4)")
                        .body(HTML))
                .isEqualTo("<i>4</i>");
        assertThat(result("class E { def _repr_mimebundle_ = Map(\"application/json\" -> \"[1]\") }\nnew E")
                        .body("application/json"))
                .isEqualTo("[1]");
    }

    @Test
    void result_numberOrText_isShownByAViewThatIsRegisteredForIt() throws Exception {
        String marked = "(value => Map(\"text/markdown\" -> s\"*$value*\"))\n";
        session.text("kernel.register[Short]" + marked + "kernel.register[BigInt]" + marked
                + "kernel.register[StringBuilder]" + marked);
        for (String code : List.of("42.toShort", "(42.toShort: Any)", "BigInt(42)", "new StringBuilder(\"42\")")) {
            assertThat(result(code).body("text/markdown")).as(code).isEqualTo("*42*");
        }
        assertThat(result("42").body("text/markdown")).isEmpty();
        assertThat(display("display(42.toShort)").body("text/markdown")).isEqualTo("*42*");
    }

    @Test
    void result_longLines_showTheirFirstColumns() throws Exception {
        assertThat(result("val line = (1 to 200000).toList; Seq(line, List(7), line)")
                        .body(HTML))
                .contains("<th>99</th>", ">100</td></tr>", "<em>null</em>", "<p>3 rows, 100 of 200000 columns")
                .doesNotContain(">101<");
        assertThat(result("Array(Array(1.5, 2), Array(3d))").body(HTML)).contains(">2.0</td>", "<em>null</em>");
    }

    @Test
    void result_display_hasItsBodyAndAText() throws Exception {
        RecordedSink.Displayed shown = result("Html(\"<b>x</b>\")");
        assertThat(shown.body(HTML)).isEqualTo("<b>x</b>");
        assertThat(shown.body(PLAIN)).endsWith("Html = Html");
    }

    @Test
    void display_values_standBetweenWhatIsPrinted() throws Exception {
        ScalaSession.Running cell =
                session.begin("println(1); display(Map(\"a\" -> 1)); println(2); display(\"text\"); print(3)");
        cell.result();
        assertThat(cell.sink().chunks())
                .containsExactly("stdout 1\n", "display ", "stdout 2\n", "display ", "stdout 3");
        assertThat(cell.sink().displays().get(0).body(HTML)).contains("<td>a</td>");
        assertThat(cell.sink().displays().get(1).body(PLAIN)).isEqualTo("text");
    }

    @Test
    void display_everyKind_hasItsMimeType() throws Exception {
        List<RecordedSink.Displayed> shown = displays("""
                Html("<b>h</b>").display()
                Markdown("*m*").display()
                Latex("$l$").display()
                Svg("<svg/>").display()
                Json("{\\"a\\": [1]}").display()
                Javascript("1").display()
                Text("t").display()
                IFrame("https://example.org/?a=1&b=2").withWidth(10).display()
                FileLink("a b.csv").display()
                almond.display.Math("$$x$$").display()
                almond.display.Data("text/x-own" -> "o").display()
                almond.display.Display.html("<b>d</b>")""");
        assertThat(shown).hasSize(12);
        assertThat(shown.get(0).body(HTML)).isEqualTo("<b>h</b>");
        assertThat(shown.get(1).body("text/markdown")).isEqualTo("*m*");
        assertThat(shown.get(2).body("text/latex")).isEqualTo("$l$");
        assertThat(shown.get(3).body("image/svg+xml")).isEqualTo("<svg/>");
        assertThat(shown.get(4).body("application/json")).isEqualTo("{\"a\":[1]}");
        assertThat(shown.get(5).body("application/javascript")).isEqualTo("1");
        assertThat(shown.get(6).body(PLAIN)).isEqualTo("t");
        assertThat(shown.get(7).body(HTML)).contains("src=\"https://example.org/?a=1&amp;b=2\" width=\"10\"");
        assertThat(shown.get(8).body(HTML)).contains("href=\"a%20b.csv\"");
        assertThat(shown.get(9).body("text/latex")).isEqualTo("$\\displaystyle x$");
        assertThat(shown.get(10).body("text/x-own")).isEqualTo("o");
        assertThat(shown.get(11).body(HTML)).isEqualTo("<b>d</b>");
        assertThat(shown).allSatisfy(each -> assertThat(each.id()).isNotEmpty());
    }

    @Test
    void display_image_takesFilesBytesAndRenderedImages() throws Exception {
        List<RecordedSink.Displayed> shown = displays("""
                import java.awt.image.BufferedImage
                val drawn = Image.fromRenderedImage(new BufferedImage(4, 5, BufferedImage.TYPE_INT_RGB), Image.PNG)
                drawn.display()
                val file = java.nio.file.Files.createTempFile("drawn", ".png")
                java.nio.file.Files.write(file, drawn.byteArrayOpt.get)
                Image.fromFile(file.toString).withWidth(8).display()
                java.nio.file.Files.delete(file)
                Image.from("https://example.org/a.png").withHeight(9).display()""");
        assertThat(shown.get(0).body("image/png")).startsWith("iVBOR");
        assertThat(Json.parse(shown.get(0).bundle().metadata()).toString())
                .isEqualTo("{\"image/png\":{\"width\":4,\"height\":5}}");
        assertThat(shown.get(1).body("image/png")).isEqualTo(shown.get(0).body("image/png"));
        assertThat(shown.get(2).body(HTML)).isEqualTo("<img src=\"https://example.org/a.png\" height=\"9\">");
    }

    @Test
    void update_replacesTheDisplayOfItsId_alsoFromALaterCell() throws Exception {
        RecordedSink.Displayed first = display("val panel = Html(\"one\"); panel.display()");
        List<RecordedSink.Displayed> later = displays("panel.withContent(\"two\").update(); panel.clear()");
        assertThat(later).extracting(RecordedSink.Displayed::kind).containsExactly("update", "update");
        assertThat(later).extracting(RecordedSink.Displayed::id).containsOnly(first.id());
        assertThat(later.get(0).body(HTML)).isEqualTo("two");
        assertThat(later.get(1).body(HTML)).isEmpty();
        List<RecordedSink.Displayed> byName = displays(
                "display(Map(1 -> 2), id = \"table\"); updateDisplay(\"gone\", \"table\"); clearOutput(wait = true)");
        assertThat(byName)
                .extracting(each -> each.kind() + " " + each.id())
                .containsExactly("display table", "update table", "clear true");
    }

    @Test
    void progressBar_fillsUnderOneId() throws Exception {
        List<RecordedSink.Displayed> shown = displays("""
                val bar = ProgressBar(4).withLabel("<{progress} of {total}>")
                bar.withProgress(1).display()
                bar.withProgress(4).update()
                for (n <- ProgressBar.over(1 to 3)) n""");
        assertThat(shown.get(0).body(HTML)).contains("&lt;1 of 4&gt;", "max=\"4\" value=\"1\"");
        assertThat(shown.get(1).body(PLAIN)).startsWith("<4 of 4>\n[####");
        assertThat(shown.get(1).id()).isEqualTo(shown.get(0).id());
        assertThat(shown.get(shown.size() - 1).body(HTML)).contains("3 of 3");
    }

    @Test
    void kernel_namesOfAlmond_work() throws Exception {
        ScalaSession.Running cell = session.begin("""
                import almond.interpreter.api.DisplayData
                import almond.interpreter.api.DisplayData.DisplayDataSyntax
                kernel.publish.html("<b>a</b>", "a")
                kernel.publish.updateHtml("<b>b</b>", "a")
                kernel.publish.js("1")
                kernel.publish.display(DisplayData(Map("application/x-own+json" -> "{\\"a\\": 1}", "text/html" -> "c")))
                publish.display(DisplayData.html("d").withId("d"))
                "*e*".asMarkdown.show()
                kernel.publish.stdout("out")
                kernel.stdin("name? ") + Input("again? ").request()""", "one", "two");
        assertThat(ScalaSession.textOf(cell.result())).endsWith("String = onetwo");
        assertThat(cell.sink().displays())
                .extracting(each -> each.kind() + " " + each.id())
                .containsExactly("display a", "update a", "display ", "display ", "display d", "display ");
        assertThat(cell.sink().displays().get(3).body("application/x-own+json")).isEqualTo("{\"a\":1}");
        assertThat(cell.sink().displays().get(5).body("text/markdown")).isEqualTo("*e*");
        assertThat(cell.sink().out()).isEqualTo("out");
    }

    @Test
    void kernel_namesOfToree_work() throws Exception {
        ScalaSession.Running cell = session.begin("""
                kernel.display.html("<b>a</b>")
                kernel.display.javascript("1")
                kernel.display.content("text/markdown", "*b*")
                kernel.display.clear(wait = true)
                kernel.out.print("out")
                kernel.err.print("err")
                kernel.stream.sendAll("more")
                kernel.data.put("k", 1)
                kernel.data.get("k")""");
        assertThat(ScalaSession.textOf(cell.result())).endsWith("Any = 1");
        assertThat(cell.sink().displays())
                .extracting(RecordedSink.Displayed::kind)
                .containsExactly("display", "display", "display", "clear");
        assertThat(cell.sink().displays().get(2).body("text/markdown")).isEqualTo("*b*");
        assertThat(cell.sink().out()).isEqualTo("outmore");
        assertThat(cell.sink().err()).isEqualTo("err");
    }

    @Test
    void magics_ofCells_showTheirBody() throws Exception {
        assertThat(display("%%html\n<b>a</b>").body(HTML)).isEqualTo("<b>a</b>");
        assertThat(display("%%JavaScript\n1 + 1").body("application/javascript"))
                .isEqualTo("1 + 1");
        assertThat(display("%%markdown\n*a*").body("text/markdown")).isEqualTo("*a*");
        ExecutionResult.Failed unknown = session.failure("%%bash\nls");
        assertThat(unknown.ename()).isEqualTo("UsageError");
        assertThat(unknown.evalue()).contains("there is no %%bash in Scala cells", "%%html");
    }

    @Test
    void magics_ofLines_keepThePlacesOfErrors() throws Exception {
        assertThat(session.failure("%showtypes on\nval a = 1\n  missing").evalue())
                .contains(":3:3: error: not found");
        assertThat(session.text("%ShowTypes off\n41 + 1")).matches("val res\\d+ = 42");
        assertThat(session.text("%showtypes on\n41 + 1")).matches("val res\\d+: Int = 42");
        assertThat(session.text("%lsmagic")).contains("%adddeps", "%%dataframe");
        assertThat(session.failure("%frobnicate 3\n1").evalue()).contains("there is no %frobnicate");
        assertThat(session.text("val mod = (7\n% 4)")).contains("= 3");
        assertThat(session.text("\"\"\"\n%truncation off\n\"\"\"")).contains("%truncation off");
    }

    @Test
    void display_onAThreadThatTheCellLeft_goesToTheCell() throws Exception {
        ScalaSession.Running cell = session.begin("""
                val shower = new Thread(() => display("late"))
                shower.start()
                shower.join()""");
        cell.result();
        assertThat(cell.sink().displays()).hasSize(1);
    }

    @Test
    void complete_behindAMagic_stillWorks() throws Exception {
        String code = "%truncation on\nimport $ivy.`a::b:1`\nkernel.publ";
        assertThat(session.interpreter.complete(code, code.length()).candidates())
                .extracting(candidate -> candidate.text())
                .contains("publish");
    }
}
