"""Cells without IPython: Python's own compiler, rich displays by the usual methods, no magics."""

import ast
import asyncio
import builtins
import codeop
import contextlib
import inspect
import linecache
import pydoc
import re
import rlcompleter
import sys
import textwrap
import threading
import traceback
import types

from . import cells, frames, lanes
from .outcomes import EXIT_NOTE, Outcome, leave_out_ours, safe_str

_MAGIC = "__hearth_magic__"

_REPRS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}


def bundle_of(value):
    """(data, metadata) of a value by the methods that IPython too asks for."""
    if type(value).__module__ == __package__ + ".livymagics":
        return value.bundle(), {}
    if frames.is_frame(value):
        return frames.bundle(value), {}
    data, metadata = {}, {}
    for method, mime in _REPRS.items():
        body = _call(value, method)
        if body is not None:
            data[mime] = body[0] if isinstance(body, tuple) else body
    bundle = _call(value, "_repr_mimebundle_")
    if bundle is not None:
        if isinstance(bundle, tuple):
            bundle, metadata = bundle
        data.update(bundle)
    data.setdefault("text/plain", repr(value))
    return data, dict(metadata or {})


def _call(value, method):
    if isinstance(value, type):
        return None
    try:
        return getattr(value, method)()
    except Exception:
        return None


class PlainShell:
    """The shell as session.py uses it, when IPython is missing."""

    name = "plain"

    def __init__(self, displays, interrupts, directory, files):
        self._displays = displays
        self._loops = threading.local()
        self._defined = {}
        module = types.ModuleType("__main__")
        module.__builtins__ = builtins
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        builtins.display = self._display
        builtins.exit = builtins.quit = _exit

    def _display(self, *values):
        """Shows values with all that they can show of themselves."""
        for value in values:
            self._displays.show(*bundle_of(value))

    def define(self, names):
        for name, value in names.items():
            self._defined[name] = self.namespace.setdefault(name, value)

    def variables(self):
        from . import variables

        return variables.of_user(self.namespace, self._defined)

    def formatted(self, value):
        return bundle_of(value)

    def keep_lines(self, on):
        """They are kept."""

    def bind(self, name, value):
        self.namespace[name] = value

    def run(self, code, count, silent, store_history):
        file = "<cell %d>" % count
        linecache.cache[file] = (len(code), None, code.splitlines(True), file)
        try:
            value = self._run(code, file)
            if silent or value is None or code.rstrip().endswith(";"):
                return Outcome()
            self.namespace["_"] = value
            return Outcome(bundle=bundle_of(value))
        except BaseException as problem:
            return Outcome.failed(problem, _lines(problem, file))

    def _run(self, code, file):
        tree = self._parse(code, file)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)
        self._evaluate(compile(tree, file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        if last is None:
            return None
        return self._evaluate(compile(last, file, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))

    def _parse(self, code, file):
        try:
            return ast.parse(code, file, "exec")
        except SyntaxError:
            if "%" not in code:
                raise
            from . import livymagics

            called = livymagics.as_calls(textwrap.dedent(code.strip("\n")), _MAGIC, cells.current().livy)
            try:
                tree = ast.parse(called, file, "exec")
            except SyntaxError:
                tree = None
            if tree is None:
                raise
            setattr(builtins, _MAGIC, lambda name, text: livymagics.call(name, text, self.namespace))
            return tree

    def _evaluate(self, code):
        value = eval(code, self.namespace)
        if not code.co_flags & inspect.CO_COROUTINE:
            return value
        loop = getattr(self._loops, "own", None)
        if loop is None:
            loop = self._loops.own = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
        task = loop.create_task(value)
        try:
            with lanes.woken_by(loop):
                return loop.run_until_complete(task)
        except KeyboardInterrupt:
            task.cancel()
            with contextlib.suppress(BaseException):
                loop.run_until_complete(asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 1))
            raise

    def share(self):
        """Cells may run on several threads as they are."""

    def tell(self, problem):
        """Shows the failure of something that is no cell."""
        print("\n".join(_lines(problem, None)), file=sys.stderr)

    def evaluate(self, expressions):
        values = {}
        for name, expression in expressions.items():
            try:
                data, metadata = bundle_of(eval(expression, self.namespace))
                values[name] = {"status": "ok", "data": data, "metadata": metadata}
            except Exception as problem:
                values[name] = {
                    "status": "error",
                    "ename": type(problem).__name__,
                    "evalue": safe_str(problem),
                    "traceback": traceback.format_exception_only(type(problem), problem),
                }
        return values

    def complete(self, code, cursor):
        word = re.search(r"[\w.]*$", code[:cursor]).group()
        completer, found = rlcompleter.Completer(self.namespace), []
        while len(found) < 1000:
            match = completer.complete(word, len(found))
            if match is None:
                break
            found.append((match.rstrip("() "), "function" if "(" in match else "", ""))
        return cursor - len(word), cursor, list(dict.fromkeys(found))

    def inspect(self, code, cursor, detail, careful):
        before = re.search(r"[\w.]*$", code[:cursor]).group()
        name = before + re.match(r"\w*", code[cursor:]).group()
        if careful:
            from . import inspecting

            return inspecting.bundle(self.namespace, name, detail)
        try:
            value = eval(name, self.namespace) if name else None
        except Exception:
            return None
        if not name:
            return None
        text = pydoc.plain(pydoc.render_doc(value))
        if detail:
            with contextlib.suppress(OSError, TypeError):
                text = inspect.getsource(value)
        return {"text/plain": text}

    def is_complete(self, code):
        try:
            compiled = codeop.compile_command(code, symbol="exec", filename="<cell>")
        except (SyntaxError, OverflowError, ValueError):
            return "invalid", ""
        last = code.rstrip("\n").rsplit("\n", 1)[-1]
        indent = last[: len(last) - len(last.lstrip())]
        open_block = last[:1] in " \t" and not code.endswith("\n")
        if compiled is not None and not open_block:
            return "complete", ""
        return "incomplete", indent + ("    " if last.rstrip().endswith(":") else "")


def _exit(code=None):
    """Says why a cell cannot end the session."""
    print(EXIT_NOTE, file=sys.stderr)


def _lines(problem, file):
    render = getattr(problem, "_render_traceback_", None)
    if render is not None:
        return render()
    leave_out_ours(problem)
    trace = problem.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == ast.__file__:
        trace = trace.tb_next
    text = traceback.format_exception(type(problem), problem, trace)
    if isinstance(problem, SyntaxError) and (problem.text or "").lstrip()[:1] in ("%", "!"):
        text.append("Magics and shell commands need IPython, which this Python does not have.\n")
    if isinstance(problem, SystemExit):
        text.append(EXIT_NOTE + "\n")
    return "".join(text).rstrip("\n").split("\n")
