"""debug_request: the panel of variables by itself, breakpoints by debugpy where the environment has it.

debugpy stops the user's threads alone. The thread that answers here, and all the others of this package, go on, so that a
stopped cell can be looked into, and interrupted.
"""

import base64
import json
import os
import queue
import re
import sys
import threading

from . import bundles, dap, variables, wire

TIMEOUT_SECONDS = 25
MOST_CHILDREN = 1000
NO_DEBUGPY = (
    "Breakpoints need debugpy, which this Python (%s) does not have: install it in the session's environment with"
    ' "pip install debugpy" and restart the session.'
)
NOT_STARTED = "the debugger has not been started"
INTERNAL = re.compile(r"^(__.*__|get_ipython|debugpy|exit|quit|open|In|Out|_oh|_dh|_+|_\d+|_i.*)$")


class Debugging:
    """`put` belongs to the control thread; a thread of its own answers, one request after the other."""

    def __init__(self, session):
        self._session = session
        self._requests = queue.SimpleQueue()
        self._address = None
        self._adapter = None
        self._initialized = threading.Event()
        self._breakpoints = {}
        self._stopped = set()  # ids of threads
        self._halted = None  # the one of them that the debugger spoke of
        self._references = {}
        self._passing = None
        thread = threading.Thread(target=self._run, name="hearth-debug", daemon=True)
        dap.hide(thread)
        thread.start()

    def put(self, number, request):
        self._requests.put((number, request))

    def let_go(self, number):
        """For an interrupt: the cell of that number, if it is stopped, goes on, and stops no more."""
        adapter, self._passing = self._adapter, number
        halted, self._halted = self._halted, None
        if adapter is not None and halted is not None:  # once: to go on is for all threads, and twice would hide the next stop
            adapter.tell(adapter.own("continue", {"threadId": halted}))

    def _run(self):
        while True:
            number, request = self._requests.get()
            try:
                found = self._answer(request)
            except Exception as problem:
                found = dap.failure(request, "%s: %s" % (type(problem).__name__, problem))
            self._session.answer(wire.ANSWER, number, {}, bundles.encode(found))

    def _answer(self, request):
        command = request.get("command", "")
        request.setdefault("arguments", {})
        own = getattr(self, "_on_" + command, None) if command.isidentifier() else None
        if own is not None:
            return own(request)
        if self._adapter is None:
            return dap.failure(request, NOT_STARTED)
        return self._forward(request)

    def _forward(self, request):
        return self._adapter.ask(request, TIMEOUT_SECONDS)

    # ---- without debugpy

    def _on_debugInfo(self, request):
        files = self._session.files
        body = {
            "isStarted": self._adapter is not None,
            "hashMethod": "Murmur2",
            "hashSeed": files.seed,
            "tmpFilePrefix": files.prefix,
            "tmpFileSuffix": files.suffix,
            "breakpoints": [{"source": file, "breakpoints": lines} for file, lines in self._breakpoints.items()],
            "stoppedThreads": sorted(self._stopped),
            "richRendering": True,
            "exceptionPaths": ["Python Exceptions"],
            "copyToGlobals": True,
        }
        return dap.answer(request, body)

    def _on_dumpCell(self, request):
        return dap.answer(request, {"sourcePath": self._session.files.write(request["arguments"]["code"])})

    def _on_source(self, request):
        path = request["arguments"]["source"]["path"]
        try:
            with open(path, encoding="utf-8") as file:
                return dap.answer(request, {"content": file.read()})
        except (OSError, ValueError):
            return dap.failure(request, "the source is not available")

    def _on_modules(self, request):
        every = list(sys.modules.values())
        start = request["arguments"].get("startModule", 0)
        count = request["arguments"].get("moduleCount", 0) or len(every)
        found = []
        for index, module in list(enumerate(every))[start : start + count]:
            origin = getattr(getattr(module, "__spec__", None), "origin", None)
            if origin and origin.endswith(".py"):
                found.append({"id": index, "name": module.__name__, "path": origin})
        return dap.answer(request, {"modules": found, "totalModules": len(every)})

    def _on_inspectVariables(self, request):
        self._references = {}
        found = [self._shown(name, value, name) for name, value in self._session.shell.variables()]
        return dap.answer(request, {"variables": found})

    def _on_variables(self, request):
        if self._stopped:
            found = self._forward(request)
            body = found.get("body") or {}
            if "variables" in body:
                body["variables"] = [one for one in body["variables"] if not INTERNAL.match(one["name"])]
            return found
        asked = request["arguments"]
        value, path = self._references.get(asked.get("variablesReference"), (None, ""))
        start = asked.get("start") or 0
        count = min(asked.get("count") or MOST_CHILDREN, MOST_CHILDREN)
        found = [self._shown(*child) for child in _children(value, path)[start : start + count]]
        return dap.answer(request, {"variables": found})

    def _shown(self, name, value, path):
        reference = 0
        if isinstance(value, variables.COLLECTIONS) and value or _attributes(value):
            reference = len(self._references) + 1
            self._references[reference] = (value, path)
        return {
            "name": name,
            "value": variables.preview(value, self._session.turns.busy()),
            "type": variables.type_name(value),
            "evaluateName": path,
            "variablesReference": reference,
        }

    def _on_richInspectVariables(self, request):
        name = request["arguments"]["variableName"]
        body = {"data": {}, "metadata": {}}
        if not name.isidentifier():
            return dap.answer(request, body, name in ("special variables", "function variables"))
        if self._stopped:
            expression = "__import__('_hearth.debugging', fromlist=['']).rich(%s)" % name
            arguments = {"expression": expression, "context": "clipboard"}
            arguments["frameId"] = request["arguments"].get("frameId")
            said = self._forward(self._adapter.own("evaluate", arguments))
            if not said.get("success"):
                return dap.failure(request, said.get("message", "the variable cannot be shown"))
            data, metadata = json.loads(base64.b64decode(said["body"]["result"].strip("'")))
        elif name in self._session.shell.namespace:
            data, metadata = self._session.shell.formatted(self._session.shell.namespace[name])
        else:
            return dap.failure(request, "there is no variable %s" % name)
        body = {"data": data, "metadata": {mime: one for mime, one in metadata.items() if mime in data}}
        return dap.answer(request, body)

    # ---- by debugpy

    def _on_initialize(self, request):
        if self._adapter is None:
            try:
                self._start()
            except ImportError:
                return dap.failure(request, NO_DEBUGPY % sys.executable)
        return self._forward(request)

    def _start(self):
        if self._address is None:
            os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else it warns of how Python itself is built
            import debugpy

            for thread in threading.enumerate():
                if thread.name.startswith("hearth-") and thread.name not in ("hearth-subshell", "hearth-comm"):
                    dap.hide(thread)
            debugpy.configure(subProcess=False)
            self._address = debugpy.listen(("127.0.0.1", 0))
        self._initialized.clear()
        self._adapter = dap.Adapter(self._address, self._event)
        self._session.shell.keep_lines(True)

    def _on_attach(self, request):
        if self._adapter is None:
            try:
                import debugpy  # noqa: F401
            except ImportError:
                return dap.failure(request, NO_DEBUGPY % sys.executable)
            return dap.failure(request, NOT_STARTED)
        host, port = self._address
        arguments = request["arguments"]
        arguments["connect"] = {"host": host, "port": port}
        if not arguments.setdefault("justMyCode", True):
            arguments["debugOptions"] = ["DebugStdLib"]
        arguments["rules"] = [{"path": path, "include": False} for path in _own_files()]
        answers = queue.SimpleQueue()
        self._adapter.tell(request, answers.put)
        # debugpy answers when its configuration is done, clients configure when they are attached
        if self._initialized.wait(TIMEOUT_SECONDS):
            self._forward(self._adapter.own("configurationDone"))
        try:
            return answers.get(timeout=TIMEOUT_SECONDS)
        except queue.Empty:
            return dap.failure(request, "the debugger did not attach within %d s" % TIMEOUT_SECONDS)

    def _on_configurationDone(self, request):
        return dap.answer(request, {}) if self._adapter is not None else dap.failure(request, NOT_STARTED)

    def _on_setBreakpoints(self, request):
        if self._adapter is None:
            return dap.failure(request, NOT_STARTED)
        found = self._forward(request)
        if found.get("success"):
            path = request["arguments"]["source"]["path"]
            lines = [{"line": one["line"]} for one in found["body"]["breakpoints"] if "line" in one]
            if lines:
                self._breakpoints[path] = lines
            else:
                self._breakpoints.pop(path, None)
        return found

    def _on_copyToGlobals(self, request):
        if self._adapter is None:
            return dap.failure(request, NOT_STARTED)
        asked = request["arguments"]
        arguments = {
            "expression": "globals()[%r]" % asked["dstVariableName"],
            "value": asked["srcVariableName"],
            "frameId": asked.get("srcFrameId"),
        }
        said = self._forward(self._adapter.own("setExpression", arguments))
        return dap.answer(request, said.get("body") or {}, said.get("success", False), said.get("message"))

    def _on_disconnect(self, request):
        adapter, self._adapter = self._adapter, None
        self._breakpoints, self._stopped, self._halted = {}, set(), None
        if adapter is None:
            return dap.answer(request, {})
        self._session.shell.keep_lines(False)
        request["arguments"] = {"restart": False, "terminateDebuggee": False}
        found = adapter.ask(request, TIMEOUT_SECONDS)
        adapter.close()
        return found

    def _event(self, event):
        """On the thread that reads."""
        body = event.get("body") or {}
        kind = event.get("event")
        if kind == "initialized":
            self._initialized.set()
        elif kind == "stopped":
            if self._passing is not None and self._session.interrupts.runs(self._passing):
                self._adapter.tell(self._adapter.own("continue", {"threadId": body.get("threadId")}))
                return
            self._halted = body.get("threadId")
            self._stopped.add(self._halted)
            if body.get("allThreadsStopped") and self._adapter is not None:
                self._adapter.tell(self._adapter.own("threads"), lambda said: self._all_stopped(said, event))
                return
        elif kind == "continued":
            self._halted = None
            if body.get("allThreadsContinued", True):
                self._stopped.clear()
            else:
                self._stopped.discard(body.get("threadId"))
        self._say(event)

    def _all_stopped(self, said, event):
        self._stopped.update(thread["id"] for thread in (said.get("body") or {}).get("threads", ()))
        self._say(event)

    def _say(self, event):
        self._session.output.post(wire.DEBUG_EVENT, wire.sections(bundles.encode(event)), 0)


def rich(value):
    """Called by the debugger in a stopped frame: data and metadata of a value, as text that survives any quoting."""
    from .session import current

    return base64.b64encode(bundles.encode(current.shell.formatted(value))).decode("ascii")


def _own_files():
    own = os.path.dirname(os.path.abspath(__file__))
    found = [os.path.join(own, file) for file in os.listdir(own) if file.endswith(".py")]
    return found + [os.path.join(os.path.dirname(own), "child.py")]


def _attributes(value):
    kind = type(value)
    if kind.__module__ in ("builtins", "numpy") or kind.__module__.startswith(("pandas.", "pyspark.", "py4j.", "numpy.")):
        return {}
    found = getattr(value, "__dict__", None)
    return found if isinstance(found, dict) else {}


def _children(value, path):
    """(name, value, expression) of what a value holds."""
    if isinstance(value, dict):
        return [(repr(key), one, "%s[%r]" % (path, key)) for key, one in list(value.items())]
    if isinstance(value, (list, tuple)):
        return [(str(index), one, "%s[%d]" % (path, index)) for index, one in enumerate(list(value))]
    if isinstance(value, (set, frozenset)):
        return [(str(index), one, "") for index, one in enumerate(list(value))]
    return [(name, one, "%s.%s" % (path, name)) for name, one in list(_attributes(value).items())]
