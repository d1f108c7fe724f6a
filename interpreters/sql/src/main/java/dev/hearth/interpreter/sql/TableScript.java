package dev.hearth.interpreter.sql;

/**
 * What makes the tables on a page sortable by a click on a column's head. Stateless.
 *
 * <p>The text is constant: nothing of a result is in it. Where a client takes scripts out of HTML, as JupyterLab does in a
 * notebook that is not trusted, the table is there all the same. It takes every table that it finds and has not yet taken,
 * for clients differ in whether a script may know where it stands.
 */
final class TableScript {
    static final String HTML = """
            <script>
            (function () {
              document.querySelectorAll("table.hearth-table:not([data-sortable])").forEach(function (table) {
                table.setAttribute("data-sortable", "");
                var heads = Array.from(table.tHead.rows[0].cells), body = table.tBodies[0];
                heads.forEach(function (head, column) {
                  head.style.cursor = "pointer";
                  head.addEventListener("click", function () {
                    var down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
                    var number = head.className === "hearth-number";
                    var key = function (row) {
                      var cell = row.cells[column], text = cell.textContent;
                      return cell.className === "hearth-null" ? null : number ? Number(text.replace("Infinity", "1e999")) : text;
                    };
                    Array.from(body.rows).map(function (row) { return [key(row), row]; }).sort(function (a, b) {
                      if (a[0] === null || b[0] === null) { return (a[0] === null) - (b[0] === null); }
                      return down * (number ? a[0] - b[0] || isNaN(a[0]) - isNaN(b[0]) : a[0].localeCompare(b[0]));
                    }).forEach(function (pair) { body.appendChild(pair[1]); });
                    heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
                    head.setAttribute("aria-sort", down > 0 ? "ascending" : "descending");
                  });
                });
              });
            })();
            </script>
            """.strip();

    private TableScript() {}
}
