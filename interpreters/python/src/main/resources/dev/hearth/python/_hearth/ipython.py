"""Cells in IPython's own shell."""

import asyncio
import contextlib
import os
import sys
import warnings

from IPython.core import page, payloadpage
from IPython.core.completer import provisionalcompleter, rectify_completions
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.tokenutil import token_at_cursor
from traitlets import Any
from traitlets.config import Config

from .outcomes import EXIT_NOTE, Outcome, safe_str


class _Publisher(DisplayPublisher):
    displays = Any()

    def publish(self, data, metadata=None, *, transient=None, update=False, buffers=(), **_):
        self.displays.show(data, metadata, transient, update, buffers or ())

    def clear_output(self, wait=False):
        self.displays.clear(wait)


class _ResultHook(DisplayHook):
    """Keeps the final value for the reply; a value before it, which some settings show too, is a display."""

    displays = Any()

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        earlier = self.shell.hearth_value
        if earlier is not None:
            self.displays.show(*earlier)
        self.shell.hearth_value = (format_dict, md_dict or {})

    def log_output(self, format_dict):
        pass  # IPython would keep every output in memory

    def finish_displayhook(self):
        self._is_active = False

    def quiet(self):
        try:
            return self.semicolon_at_end_of_expression(self.shell.hearth_source)
        except Exception:
            return False


class _Shell(InteractiveShell):
    hearth_value = Any(None, allow_none=True)
    hearth_error = Any(None, allow_none=True)
    hearth_source = Any("")
    hearth_interrupts = Any()

    def _tee(self, channel):
        return contextlib.nullcontext()  # IPython would keep all that is printed in memory

    def enable_gui(self, gui=None):
        pass

    def ask_exit(self):
        print(EXIT_NOTE, file=sys.stderr)

    def _showtraceback(self, etype, evalue, stb):
        lines = list(stb)
        if issubclass(etype, SystemExit):
            lines = lines[1:] + [EXIT_NOTE]
        self.hearth_error = (etype.__name__, safe_str(evalue), lines)

    def init_sys_modules(self):
        super().init_sys_modules()
        sys.modules["__main__"] = self.user_module  # what pickles by name must find a user's classes there

    def system_piped(self, cmd):
        raised = self.hearth_interrupts.raised
        try:
            super().system_piped(cmd)
        except Exception:  # IPython stumbles over an interrupt that comes before the command runs
            if self.hearth_interrupts.raised == raised:
                raise
        if self.hearth_interrupts.raised > raised:  # IPython ends the command and would let the cell go on
            raise KeyboardInterrupt

    system = system_piped

    def set_next_input(self, s, replace=False):
        self.payload_manager.write_payload({"source": "set_next_input", "text": s, "replace": replace})


def _run_in_loop(coroutine):
    """Runs a cell with a top-level await; an interrupt cancels it, so that it does not go on in a later cell."""
    from IPython.core.async_helpers import get_asyncio_loop

    loop = get_asyncio_loop()
    task = loop.create_task(coroutine)
    try:
        return loop.run_until_complete(task)
    except KeyboardInterrupt:
        task.cancel()
        with contextlib.suppress(BaseException):
            loop.run_until_complete(asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 1))
        raise


class IPythonShell:
    """The shell as session.py uses it. `run` and `evaluate` on the main thread; the rest on the aside thread."""

    name = "ipython"

    def __init__(self, displays, interrupts, directory):
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.loop_runner = _run_in_loop
        config.InteractiveShell.autoawait = True
        config.DisplayFormatter.active_types = []
        os.environ.setdefault("IPYTHONDIR", os.path.join(directory, "ipython"))
        warnings.filterwarnings("ignore", message="To exit: use")
        _Shell.display_pub_class = _Publisher
        _Shell.displayhook_class = _ResultHook
        self._shell = shell = _Shell.instance(config=config)
        shell.display_pub.displays = displays
        shell.displayhook.displays = displays
        shell.hearth_interrupts = interrupts
        shell.display_formatter.active_types = shell.display_formatter.format_types
        shell.set_hook("show_in_pager", page.as_hook(payloadpage.page), 99)
        self.namespace = shell.user_ns
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
        shell.hearth_value = shell.hearth_error = None
        shell.hearth_source = code
        shell.payload_manager.clear_payload()
        shell.execution_count = count
        if store_history:
            self._pad_history(count)
        result = shell.run_cell(code, store_history=store_history, silent=silent)
        payloads = shell.payload_manager.read_payload()
        if result.success:
            return Outcome(bundle=None if silent else shell.hearth_value, payloads=payloads)
        exception = result.error_before_exec or result.error_in_exec
        failed = shell.hearth_error
        if failed is None:  # IPython wrote it to stderr itself, as it does for a wrong magic
            return Outcome.failed(exception)
        return Outcome(error=failed, exception=exception)

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

    def inspect(self, code, cursor, detail):
        name = token_at_cursor(code, cursor)
        try:
            return self._shell.object_inspect_mime(name, detail_level=detail) if name else None
        except KeyError:
            return None

    def is_complete(self, code):
        return self._shell.check_complete(code)
