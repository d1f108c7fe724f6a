"""Livy's line magics %json, %table and %matplot: a value, or the current figure, in the form that Livy's clients read."""

import base64
import html
import io
import json
import re
import traceback
import warnings

from . import cells
from .livyvalues import json_of, table_of

TABLE = "application/vnd.livy.table.v1+json"
NAMES = ("json", "table", "matplot")

_LINE = re.compile(r"^([ \t]*)%(?!%)[ \t]*(\w*)[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_MAX_TEXT = 10000


def spare_clients():
    """sparkmagic and pylivy fetch frames by toJSON and read all that is printed; Spark 4 warns of it on standard error."""
    warnings.filterwarnings("ignore", message="The return type of DataFrame.toJSON", category=UserWarning)


class UnknownMagic(Exception):
    """A magic that there is not, in the words that Livy's clients know."""

    def __init__(self, name):
        super().__init__("unknown magic command '%s'" % name if name.strip("%") else "magic command not specified")

    def _render_traceback_(self):
        return ["UnknownMagic: %s" % self]


class Shown:
    """What a magic came to, as the value of its cell.

    `form` is the one entry that a Livy client reads; `beside` is what other clients show where they do not know that.
    """

    def __init__(self, form, beside):
        self._form = form
        self._beside = beside

    def bundle(self):
        return dict(self._form) if cells.current().livy else dict(self._beside, **self._form)

    def __repr__(self):
        return self._beside["text/plain"]


def run(name, text, namespace):
    """Does `%name text`; raises what the text, an expression, raises. The traceback is the expression's own."""
    try:
        if not text.strip():
            raise NameError("%%%s wants a name, or an expression" % name)
        return _COMMANDS[name](eval(compile(text.strip(), "<%" + name + ">", "eval"), namespace))
    except Exception as problem:
        lines = _lines(problem, "<%" + name + ">")
        problem._render_traceback_ = lambda: lines
        raise


def _lines(problem, place):
    """As Python writes it, from the expression on."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != place:
        trace = trace.tb_next
    said = traceback.format_tb(trace) + traceback.format_exception_only(type(problem), problem)
    return ["Traceback (most recent call last):", *"".join(said).rstrip("\n").split("\n")]


def _json(value):
    found = json_of(value)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    return Shown({"application/json": found}, {"text/plain": _cut(text)})


def _table(value):
    found = table_of(value)
    names = [header["name"] for header in found["headers"]]
    rows = [["" if cell is None else str(cell) for cell in row] for row in found["data"]]
    text = "\n".join("\t".join(row) for row in [names, *rows])
    return Shown({TABLE: found}, {"text/plain": _cut(text), "text/html": _html(names, rows)})


def _html(names, rows):
    head = "".join("<th>%s</th>" % html.escape(name) for name in names)
    body = "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(cell) for cell in row) for row in rows)
    return "<table><thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (head, body)


def _cut(text):
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"


def _matplot(value):
    """`value`: the pyplot module, of which it is the current figure, or a figure. It is closed: the next one begins anew."""
    figure = value.gcf() if hasattr(value, "gcf") else value
    if not hasattr(figure, "savefig"):
        raise TypeError("%%matplot wants matplotlib.pyplot or a figure, not a %s" % type(value).__name__)
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    if figure is not value:
        value.close(figure)
    body = base64.b64encode(picture.getvalue()).decode("ascii")
    return Shown({"image/png": body, "text/plain": ""}, {"text/plain": ""})


_COMMANDS = {"json": _json, "table": _table, "matplot": _matplot}


def call(name, text, namespace):
    """The same for a shell without magics of its own."""
    if name not in NAMES:
        raise UnknownMagic(name)
    return run(name, text, namespace)


def as_calls(code, function, every):
    """The code with magics as calls of `function`, which takes a name and a text; `every`: also of those that are not ours."""

    def called(line):
        indent, name, text = line.groups()
        return "%s%s(%r, %r)" % (indent, function, name, text) if every or name in NAMES else line.group()

    return _LINE.sub(called, code)
