package dev.hearth.interpreter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.htmlunit.html.HtmlTableCell;
import org.htmlunit.html.HtmlTableHeaderCell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Results as a browser has them, and clicks on the heads of their columns. */
class TableScriptTest {
    private static String mixed = "";
    private static String other = "";

    private final WebClient browser = new WebClient();

    @BeforeAll
    static void query() {
        SqlKernel kernel = new SqlKernel(SqlKernel.spark(), SqlSettings.DEFAULTS);
        mixed = html(kernel, """
                SELECT * FROM VALUES
                  (10, 'pear', double('NaN')), (9, null, 2.5D), (null, 'apple', double('-Infinity')),
                  (-100, 'NULL', null), (1000, 'fig', 1e10D)
                AS t(count, name, ratio)""");
        other = html(kernel, "SELECT * FROM VALUES (2), (1) AS t(n)");
    }

    private static String html(SqlKernel kernel, String query) {
        return kernel.value(query).path("text/html").asText();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void click_onNumbers_sortsThemAsNumbersWithNullsLast() throws Exception {
        HtmlTable table = tables(mixed).get(0);
        assertThat(column(table, 0)).containsExactly("10", "9", "NULL", "-100", "1000");
        click(table, 0);
        assertThat(column(table, 0)).containsExactly("-100", "9", "10", "1000", "NULL");
        // Rows stay whole.
        assertThat(column(table, 1)).containsExactly("NULL", "NULL", "pear", "fig", "apple");
        click(table, 2);
        assertThat(column(table, 2)).containsExactly("-Infinity", "2.5", "1.0E10", "NaN", "NULL");
    }

    @Test
    void click_onText_sortsItAsTextAndTellsNullFromTheWord() throws Exception {
        HtmlTable table = tables(mixed).get(0);
        click(table, 1);
        assertThat(column(table, 1)).containsExactly("apple", "fig", "NULL", "pear", "NULL");
        assertThat(column(table, 0)).containsExactly("NULL", "1000", "-100", "10", "9");
    }

    @Test
    void click_theSecondTime_reversesAndKeepsNullsLast() throws Exception {
        HtmlTable table = tables(mixed).get(0);
        click(table, 0);
        assertThat(head(table, 0).getAttribute("aria-sort")).isEqualTo("ascending");
        click(table, 0);
        assertThat(column(table, 0)).containsExactly("1000", "10", "9", "-100", "NULL");
        assertThat(head(table, 0).getAttribute("aria-sort")).isEqualTo("descending");
        click(table, 0);
        assertThat(column(table, 0)).containsExactly("-100", "9", "10", "1000", "NULL");
        click(table, 1);
        assertThat(head(table, 0).hasAttribute("aria-sort")).isFalse();
        assertThat(head(table, 1).getAttribute("aria-sort")).isEqualTo("ascending");
    }

    @Test
    void click_whereSeveralResultsAreOnAPage_sortsTheOneAlone() throws Exception {
        // Each brings the script, which must take no table twice: two listeners would undo each other.
        List<HtmlTable> tables = tables(other + mixed + other);
        click(tables.get(0), 0);
        assertThat(column(tables.get(0), 0)).containsExactly("1", "2");
        assertThat(column(tables.get(1), 0)).containsExactly("10", "9", "NULL", "-100", "1000");
        assertThat(column(tables.get(2), 0)).containsExactly("2", "1");
        click(tables.get(2), 0);
        assertThat(column(tables.get(2), 0)).containsExactly("1", "2");
    }

    private List<HtmlTable> tables(String outputs) throws IOException {
        HtmlPage page =
                browser.loadHtmlCodeIntoCurrentWindow("<!DOCTYPE html><html><body>" + outputs + "</body></html>");
        return page.getByXPath("//table");
    }

    private static HtmlTableHeaderCell head(HtmlTable table, int column) {
        return (HtmlTableHeaderCell) table.getCellAt(0, column);
    }

    private static void click(HtmlTable table, int column) throws IOException {
        head(table, column).click();
    }

    private static List<String> column(HtmlTable table, int column) {
        return table.getRows().stream()
                .skip(1)
                .map(row -> row.getCell(column))
                .map(HtmlTableCell::getTextContent)
                .toList();
    }
}
