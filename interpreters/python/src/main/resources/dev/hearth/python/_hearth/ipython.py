"""Cells in IPython's own shell."""

import ast
import asyncio
import contextlib
import fnmatch
import os
import sys
import threading
import warnings
from subprocess import CalledProcessError

from IPython.core import interactiveshell, page, payloadpage
from IPython.core.compilerop import CachingCompiler
from IPython.core.completer import provisionalcompleter, rectify_completions
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.inputtransformer2 import leading_empty_lines
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import no_var_expand
from IPython.core.payload import PayloadManager
from IPython.utils.tokenutil import token_at_cursor
from traitlets import Any, Type
from traitlets.config import Config

from . import cells, frames, lanes, livymagics
from .outcomes import EXIT_NOTE, Outcome, clip, clip_lines, leave_out_ours, safe_str, users_frames

ENDINGS = ("run_code", "run_ast_nodes", "run_cell_async", "_run_cell")
SHOWINGS = ("showtraceback", "showsyntaxerror", "showindentationerror", "_showtraceback")


class _Publisher(DisplayPublisher):
    displays = Any()

    def publish(self, data, metadata=None, *, transient=None, update=False, buffers=(), **_):
        self.displays.show(data, metadata, transient, update, buffers or ())

    def clear_output(self, wait=False):
        self.displays.clear(wait)


def _of_cell(name, doc):
    """What IPython keeps once and we for each cell: several may run, on several threads."""
    return property(lambda _: getattr(cells.current(), name), lambda _, value: setattr(cells.current(), name, value), doc=doc)


class _Payloads(PayloadManager):
    _payload = _of_cell("payloads", "What the reply has besides the value.")


class _Compiler(CachingCompiler):
    files = None

    def get_code_name(self, raw_code, transformed_code, number):
        return self.files.name(raw_code)


class _History(HistoryManager):
    """This session's cells, from memory; IPython would ask its database, and we keep none."""

    def get_range(self, *args, **kwargs):
        """Without the numbers of cells in other languages."""
        return (row for row in super().get_range(*args, **kwargs) if self.input_hist_raw[row[1]])

    def get_tail(self, n=10, raw=True, output=False, include_latest=False):
        rows = list(self.get_range(raw=raw, output=output))
        rows = rows if include_latest else rows[:-1]
        return rows[max(0, len(rows) - (10 if n is None else n)) :]

    def search(self, pattern="*", raw=True, search_raw=True, output=False, n=None, unique=False):
        texts = self.input_hist_raw if search_raw else self.input_hist_parsed
        rows = [row for row in self.get_range(raw=raw, output=output) if fnmatch.fnmatchcase(texts[row[1]], pattern)]
        if unique:
            latest = {texts[row[1]]: row[1] for row in rows}
            rows = [row for row in rows if latest[texts[row[1]]] == row[1]]
        return rows if n is None else rows[max(0, len(rows) - n) :]


class _ResultHook(DisplayHook):
    """Keeps the final value for the reply; a value before it, which some settings show too, is a display."""

    displays = Any()
    exec_result = _of_cell("result", "IPython's own record of the run.")

    def write_output_prompt(self):
        pass

    def compute_format_data(self, result):
        if isinstance(result, livymagics.Shown):
            return result.bundle(), {}
        data, metadata = super().compute_format_data(result)
        if cells.current().livy:
            data["text/plain"] = repr(result)  # its clients parse that; IPython's own is laid out for people
        return data, metadata

    def write_format_data(self, format_dict, md_dict=None):
        cell = cells.current()
        if cell.value is not None:
            self.displays.show(*cell.value)
        cell.value = (format_dict, md_dict or {})

    def log_output(self, format_dict):
        pass  # IPython would keep every output in memory

    def finish_displayhook(self):
        self._is_active = False

    def quiet(self):
        try:
            return self.semicolon_at_end_of_expression(cells.current().source)
        except Exception:
            return False


class _Shell(InteractiveShell):
    hearth_interrupts = Any()
    execution_count = _of_cell("count", "The number of the cell, or of the next one.")
    compiler_class = Type(_Compiler)

    def init_history(self):
        self.history_manager = _History(shell=self, parent=self)
        self.configurables.append(self.history_manager)

    def init_payload(self):
        self.payload_manager = _Payloads(parent=self)
        self.configurables.append(self.payload_manager)

    def _tee(self, channel):
        return contextlib.nullcontext()  # IPython would keep all that is printed in memory

    def enable_gui(self, gui=None):
        pass

    def ask_exit(self):
        print(EXIT_NOTE, file=sys.stderr)

    def _get_exc_info(self, exc_tuple=None):
        etype, evalue, trace = super()._get_exc_info(exc_tuple)
        leave_out_ours(evalue)
        return etype, evalue, users_frames(trace)

    def _showtraceback(self, etype, evalue, stb):
        lines = list(stb)
        if issubclass(etype, SystemExit):
            lines = lines[1:] + [EXIT_NOTE]
        if _ends_cell(sys._getframe(1)):
            cells.current().error = (etype.__name__, safe_str(evalue), lines)
        else:  # something else shows an error, and the cell goes on
            said = {"ename": etype.__name__, "evalue": clip(safe_str(evalue)), "traceback": clip_lines(lines)}
            self.display_pub.displays.broadcast("error", said)

    def init_magics(self):
        super().init_magics()
        for name in livymagics.NAMES:
            self.register_magic_function(self._livy_magic(name), "line", name)

    def _livy_magic(self, name):
        @no_var_expand
        def magic(line):
            return livymagics.run(name, line, self.user_ns)

        magic.__doc__ = "Livy's: `%%%s EXPRESSION` as the cell's value." % name
        return magic

    def run_line_magic(self, magic_name, line, _stack_depth=1):
        self._check_magic(magic_name, self.find_line_magic, "")
        return super().run_line_magic(magic_name, line, _stack_depth + 1)

    def run_cell_magic(self, magic_name, line, cell):
        self._check_magic(magic_name, self.find_cell_magic, "%")
        return super().run_cell_magic(magic_name, line, cell)

    def _check_magic(self, name, find, sign):
        """Clients of Livy know its error; others get IPython's."""
        if cells.current().livy and find(name) is None:
            raise livymagics.UnknownMagic(sign + name)

    def init_sys_modules(self):
        super().init_sys_modules()
        sys.modules["__main__"] = self.user_module  # what pickles by name must find a user's classes there

    def system_piped(self, cmd):
        if cmd.rstrip().endswith("&"):
            raise OSError("Background processes not supported.")
        from .commands import Command

        command = Command(self.var_expand(cmd, depth=1))
        try:
            command.run(lanes.interrupts_here(self.hearth_interrupts))
        finally:
            status = self.user_ns["_exit_code"] = command.status()
        if status != 0 and getattr(self, "system_raise_on_error", False):
            raise CalledProcessError(status, cmd)

    system = system_piped

    def getoutput(self, cmd, split=True, depth=0):
        interrupts = lanes.interrupts_here(self.hearth_interrupts)
        raised = interrupts.raised
        output = super().getoutput(cmd, split, depth + 1)
        if interrupts.raised > raised:  # IPython ends the command and would let the cell go on
            raise KeyboardInterrupt
        return output

    def set_next_input(self, s, replace=False):
        self.payload_manager.write_payload({"source": "set_next_input", "text": s, "replace": replace})


def _ends_cell(frame):
    """Whether IPython shows an error because it ended the cell; it also shows others, for %run and for widgets."""
    while frame is not None and frame.f_code.co_name in SHOWINGS:
        frame = frame.f_back
    return (
        frame is not None and frame.f_code.co_name in ENDINGS and frame.f_code.co_filename == interactiveshell.__file__
    )


_loops = threading.local()


def _loop():
    from IPython.core.async_helpers import get_asyncio_loop

    if lanes.is_main():
        return get_asyncio_loop()
    if getattr(_loops, "own", None) is None or _loops.own.is_closed():
        _loops.own = asyncio.new_event_loop()
    return _loops.own


def _run_in_loop(coroutine):
    """Runs a cell with a top-level await; an interrupt cancels it, so that it does not go on in a later cell."""
    loop = _loop()
    task = loop.create_task(coroutine)
    try:
        with lanes.woken_by(loop):
            return loop.run_until_complete(task)
    except KeyboardInterrupt:
        task.cancel()
        with contextlib.suppress(BaseException):
            loop.run_until_complete(asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 1))
        raise


class IPythonShell:
    """The shell as session.py uses it. `run` and `evaluate` on the main thread and in lanes; the rest on the aside thread."""

    name = "ipython"

    def __init__(self, displays, interrupts, directory, files):
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.loop_runner = _run_in_loop
        config.InteractiveShell.autoawait = True
        config.DisplayFormatter.active_types = []
        os.environ.setdefault("IPYTHONDIR", os.path.join(directory, "ipython"))
        warnings.filterwarnings("ignore", message="To exit: use")
        _Compiler.files = files
        _Shell.display_pub_class = _Publisher
        _Shell.displayhook_class = _ResultHook
        self._shell = shell = _Shell.instance(config=config)
        shell.display_pub.displays = displays
        shell.displayhook.displays = displays
        shell.hearth_interrupts = interrupts
        shell.display_formatter.active_types = shell.display_formatter.format_types
        shell.display_formatter.mimebundle_formatter.for_type_by_name(*frames.FRAME, frames.bundle)
        shell.set_hook("show_in_pager", page.as_hook(payloadpage.page), 99)
        self.namespace = shell.user_ns
        self._shared = False
        self._warm_up()

    def _warm_up(self):
        """Runs one cell unseen, so that the first of the user's does not pay for what IPython makes at first use."""
        self._shell.run_cell("None", store_history=False, silent=True)

    def define(self, names):
        """Adds names that a user did not make, unless one of the same name is there."""
        fresh = {name: value for name, value in names.items() if name not in self.namespace}
        self._shell.push(fresh, interactive=False)

    def run(self, code, count, silent, store_history):
        shell = self._shell
        cell = cells.current()
        cell.source, cell.count = code, count
        if store_history:
            self._pad_history(count)
        result = shell.run_cell(code, store_history=store_history, silent=silent)
        if result.success:
            return Outcome(bundle=None if silent else cell.value, payloads=cell.payloads)
        exception = result.error_before_exec or result.error_in_exec
        failed = cell.error
        if failed is None:  # IPython wrote it to stderr itself, as it does for a wrong magic
            return Outcome.failed(exception)
        return Outcome(error=failed, exception=exception)

    def variables(self):
        from . import variables

        return variables.of_user(self.namespace, self._shell.user_ns_hidden)

    def formatted(self, value):
        """(data, metadata), as a display of the value would have them."""
        return self._shell.display_formatter.format(value)

    def keep_lines(self, on):
        """While a debugger is on, empty lines at a cell's top count, as they do in its file."""
        transforms = self._shell.input_transformer_manager.cleanup_transforms
        if on and leading_empty_lines in transforms:
            transforms.remove(leading_empty_lines)
        elif not on and leading_empty_lines not in transforms:
            transforms.insert(0, leading_empty_lines)

    def bind(self, name, value):
        self._shell.push({name: value})

    def share(self):
        """From now on cells run on several threads: what IPython sets for the time of a cell stays set."""
        if not self._shared:
            self._shared = True
            self._shell.builtin_trap.__enter__()
            self._shell.display_trap.__enter__()
            self._shell.compile.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def tell(self, problem):
        """Shows the failure of something that is no cell."""
        self._shell.showtraceback((type(problem), problem, problem.__traceback__))

    def _pad_history(self, count):
        """In[n] is cell n also where the session's other languages ran the cells between."""
        history = self._shell.history_manager
        for entries in (history.input_hist_parsed, history.input_hist_raw):
            entries.extend([""] * (count - len(entries)))

    def evaluate(self, expressions):
        return self._shell.user_expressions(expressions)

    def complete(self, code, cursor):
        completer = self._shell.Completer
        with provisionalcompleter():
            found = list(rectify_completions(code, completer.completions(code, cursor)))
        start, end = (found[0].start, found[0].end) if found else (cursor, cursor)
        return start, end, [(one.text, one.type or "", one.signature or "") for one in found]

    def inspect(self, code, cursor, detail, careful):
        name = token_at_cursor(code, cursor)
        if careful:
            from . import inspecting

            return inspecting.bundle(self.namespace, name, detail)
        try:
            return self._shell.object_inspect_mime(name, detail_level=detail) if name else None
        except KeyError:
            return None

    def is_complete(self, code):
        return self._shell.check_complete(code)
