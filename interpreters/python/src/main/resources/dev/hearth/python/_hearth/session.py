"""The session's process: it connects, starts its threads, and then runs what is asked on the main thread."""

import faulthandler
import json
import os
import queue
import signal
import sys
import threading
import traceback

from . import bundles, cells, imports, livymagics, wire
from .asking import Asking
from .bundles import Displays
from .capture import Capture
from .cellfiles import CellFiles
from .interrupts import Interrupts
from .lanes import Lane
from .outcomes import Outcome, clip, clip_lines, safe_str
from .streams import Output, TextStream, detach_in_fork
from .turns import Turns

# completions and the like that may wait while one of them is slow; one more is refused
MAX_QUESTIONS = 64
INTERRUPTED = Outcome(error=("KeyboardInterrupt", "", ["KeyboardInterrupt"]), exception=KeyboardInterrupt())


def main():
    setup = json.loads(sys.stdin.readline())
    log = os.fdopen(os.dup(2), "w")  # what the other end keeps of us in case that we die
    faulthandler.enable(log)
    try:
        session = Session(setup)
    except BaseException:
        traceback.print_exc(file=log)
        log.flush()
        os._exit(4)
    session.serve()


current = None


class Session:
    """Owns the sockets and the threads."""

    def __init__(self, setup):
        global current
        current = self
        try:
            os.setsid()
        except OSError:
            pass
        if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # as nohup hands it on: commands are to end with their terminals
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
        _adopt_orphans()
        self._empty_stdin()
        self.control = wire.Channel(setup["socket"])
        self._control_lock = threading.Lock()
        self._hello(self.control, "control", setup, {})
        bulk = wire.Channel(setup["socket"])
        self.output = Output(bulk)
        self.displays = Displays(self.output, setup["max_body"])
        self.interrupts = Interrupts()
        self.asking = Asking(self.output)
        self.requests = queue.SimpleQueue()
        self._lanes = {}
        self._closing = []
        self._debugging = None
        self.turns = Turns(self)
        self._aside = queue.Queue(MAX_QUESTIONS)
        self._spark = None
        self._take_over_streams()
        if sys.path and sys.path[0] == os.path.dirname(os.path.abspath(sys.argv[0])):
            sys.path[0] = ""
        sys.argv = [""]
        self.files = CellFiles(setup["directory"])
        self.shell = _shell(self.displays, self.interrupts, setup["directory"], self.files)
        if setup["spark"]:
            from .spark import Spark

            self._spark = Spark(self, setup)
        sys.meta_path.insert(0, imports.After("comm", self._fill_in_comm))
        self.interrupts.handle_signals()
        self._start_threads()
        self._hello(bulk, "bulk", setup, {"version": "%d.%d.%d" % sys.version_info[:3], "shell": self.shell.name})

    @staticmethod
    def _empty_stdin():
        """Standard input is nobody's."""
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    @staticmethod
    def _hello(channel, role, setup, more):
        channel.send(wire.HELLO, 0, wire.sections(wire.as_json(dict(more, token=setup["token"], channel=role))))

    def _take_over_streams(self):
        self._capture = Capture(self.output)
        sys.stdout = TextStream(self.output, self.interrupts, wire.STDOUT, "<stdout>")
        sys.stderr = TextStream(self.output, self.interrupts, wire.STDERR, "<stderr>")
        streams = (sys.stdout, sys.stderr)

        def in_fork():
            detach_in_fork(self.output, *streams)
            self.control.close()
            signal.signal(signal.SIGINT, signal.default_int_handler)

        os.register_at_fork(after_in_child=in_fork)
        self.asking.install()

    def _start_threads(self):
        self.output.start()
        self._capture.start()
        self.interrupts.start()
        for name, work in (("control", self._read_control), ("aside", self._answer_aside)):
            threading.Thread(target=work, name="hearth-" + name, daemon=True).start()
        if self._spark is not None:
            self._spark.start()
        cells.inherit()

    # ---- the control thread

    def _read_control(self):
        try:
            self._serve_control()
        finally:
            _end_group()

    def _serve_control(self):
        while True:
            frame = self.control.receive()
            if frame is None:
                return
            kind, number, body = frame
            if kind == wire.COMM:
                self.turns.receive(number, body)
                continue
            if kind == wire.TAKE:
                head, data = wire.parts(body)
                request = dict(json.loads(bytes(head)), data=bytes(data))
            else:
                request = json.loads(body) if body else {}
            if kind in (wire.EXECUTE, wire.EVALUATE, wire.GIVE, wire.TAKE, wire.SHUTDOWN):
                self._give_turn(kind, number, request)
            elif kind in (wire.COMPLETE, wire.INSPECT, wire.IS_COMPLETE, wire.VARIABLES):
                self._ask_aside(kind, number, request)
            elif kind == wire.INTERRUPT:
                self.answer(wire.ANSWER, number, {"state": self._interrupt(request["run"], request["attempt"])})
            elif kind == wire.SUBSHELL:
                self._change_lanes(request)
            elif kind == wire.DEBUG:
                self._debug(number, request["request"])
            elif kind == wire.INPUT_REPLY:
                self.asking.answer(request)
            elif kind == wire.SPARK and self._spark is not None:
                self._spark.offer(request)
            elif kind == wire.LIBRARY:
                self._add_library(number, request["location"])

    def _give_turn(self, kind, number, request):
        lane = self._lanes.get(request.get("lane"))
        if lane is not None:
            lane.put((kind, number, request))
            return
        self.turns.queued()
        self.requests.put((kind, number, request))

    def _change_lanes(self, request):
        if "create" in request:
            self.shell.share()
            self._lanes[request["create"]] = Lane("subshell", self._serve_cell)
        elif request["delete"] in self._lanes:
            lane = self._lanes.pop(request["delete"])
            lane.close()
            self._closing = [each for each in self._closing if not each.over] + [lane]

    def _debug(self, number, request):
        if self._debugging is None:
            from .debugging import Debugging

            self._debugging = Debugging(self)
        self._debugging.put(number, request)

    def _interrupt(self, number, attempt):
        if self._debugging is not None:
            self._debugging.let_go(number)
        places = [self.interrupts, *self.turns.interrupts()]
        places += [lane.interrupts for lane in [*self._lanes.values(), *self._closing]]
        for place in places:
            state = place.request(number, attempt)
            if state != "over":
                return state
        return "over"

    def _add_library(self, number, location):
        def told(problem):
            self.answer(wire.ANSWER, number, {} if problem is None else {"problem": problem})

        if self._spark is None:
            told("there is no Spark in this session")
        else:
            self._spark.add_library(location, told)

    def _fill_in_comm(self, module):
        from . import comms

        comms.install(module, self.displays)

    def _ask_aside(self, kind, number, request):
        try:
            self._aside.put_nowait((kind, number, request))
        except queue.Full:
            self.answer(wire.ANSWER, number, {"fault": "%d questions wait already" % MAX_QUESTIONS})

    def answer(self, kind, number, head, *more):
        with self._control_lock:
            self.control.send(kind, number, wire.sections(wire.as_json(head), *more))

    # ---- the aside thread

    def _answer_aside(self):
        while True:
            kind, number, request = self._aside.get()
            try:
                self._answer_one(kind, number, request)
            except BaseException as problem:
                self.answer(wire.ANSWER, number, {"fault": "%s: %s" % (type(problem).__name__, safe_str(problem))})

    def _answer_one(self, kind, number, request):
        if kind == wire.VARIABLES:
            from .values import listing

            found = listing(self.shell, self.turns.busy())
            self.answer(wire.ANSWER, number, {}, bundles.encode(found))
            return
        code = request["code"]
        if kind == wire.COMPLETE:
            start, end, found = self.shell.complete(code, request["cursor"])
            self.answer(wire.ANSWER, number, {"start": start, "end": end, "candidates": found})
        elif kind == wire.IS_COMPLETE:
            status, indent = self.shell.is_complete(code)
            self.answer(wire.ANSWER, number, {"status": status, "indent": indent})
        else:
            data = self.shell.inspect(code, request["cursor"], request["detail"], self.turns.busy())
            if data is None:
                self.answer(wire.ANSWER, number, {"found": False})
            else:
                self.answer(wire.ANSWER, number, {"found": True}, self.displays.fit(data))

    # ---- the main thread, and the lanes beside it

    def serve(self):
        while True:
            kind, number, request = self.requests.get()
            if kind == wire.SHUTDOWN:
                sys.exit(0)
            if kind == wire.COMM:
                self.turns.take(self.interrupts)
                continue
            self.turns.began(number)
            try:
                self._serve_cell((kind, number, request), self.interrupts)
            finally:
                self.turns.over(number)

    def _serve_cell(self, frame, interrupts):
        home = os.getpid()
        kind, number, request = frame
        cell = cells.Cell(number, request["tag"], request.get("cell", ""))
        cell.livy = request.get("livy", False)
        if cell.livy:
            livymagics.spare_clients()
        cells.enter(cell)
        try:
            if kind == wire.EXECUTE:
                self._execute(number, request, interrupts)
            elif kind in (wire.GIVE, wire.TAKE):
                self._pass_value(kind, number, request, interrupts)
            else:
                self._evaluate(number, request, interrupts)
        finally:
            cells.leave(cell)
            if os.getpid() != home:  # the cell forked, and the new process came back here
                os._exit(0)

    def _execute(self, number, request, interrupts):
        def work():
            if self._spark is not None:
                self._spark.before_cell(request["code"])
            return self.shell.run(
                request["code"], request["count"], request["silent"], request["store_history"]
            )

        try:
            outcome = interrupts.run(number, work, lambda: INTERRUPTED)
        except BaseException as problem:
            outcome = Outcome.failed(problem)
        if self._spark is not None:
            outcome = self._spark.explained(outcome, interrupts.requested)
        self.settle()
        try:
            self._say_done(number, outcome)
        except Exception as problem:  # the value has no text that could be sent
            self._say_done(number, Outcome.failed(problem))

    def settle(self):
        """The cell's mark is off Spark, and all that it said is on its way, before its end is."""
        if self._spark is not None:
            self._spark.after_cell()
        self._capture.end_cell()

    def _done(self, body, number):
        self.turns.over(number)
        self.output.post(wire.DONE, body, number)

    def _say_done(self, number, outcome):
        head = {"status": "ok", "payloads": len(outcome.payloads)}
        if outcome.error is not None:
            ename, evalue, lines = outcome.error
            interrupted = isinstance(outcome.exception, KeyboardInterrupt)
            head = {"status": "interrupted" if interrupted else "error", "payloads": 0}
            head.update(ename=ename, evalue=clip(evalue), traceback=clip_lines(lines))
            head["jobs_cancelled"] = outcome.jobs_cancelled
            self._done(wire.sections(wire.as_json(head)), number)
            return
        parts = [self.displays.fit(payload) for payload in outcome.payloads]
        if outcome.bundle is not None:
            parts += self.displays.fit_bundle(outcome.bundle)
        self._done(wire.sections(wire.as_json(head), *parts), number)

    def _pass_value(self, kind, number, request, interrupts):
        from .values import Unpassable, Values

        values = Values(self.shell, self._spark)

        def work():
            if kind == wire.GIVE:
                return values.give(request["name"], request["key"])
            values.take(request["name"], request["form"], request["type"], request["key"], request["data"])
            return {}, b""

        try:
            head, data = interrupts.run(number, work, lambda: ({"problem": "the passing was interrupted"}, b""))
        except Unpassable as problem:
            head, data = {"problem": str(problem)}, b""
        except BaseException as problem:
            head, data = {"problem": "%s: %s" % (type(problem).__name__, clip(safe_str(problem)))}, b""
        self.settle()
        self._done(wire.sections(wire.as_json(head), data), number)

    def _evaluate(self, number, request, interrupts):
        expressions, values, failed = request["expressions"], {}, KeyboardInterrupt()

        def work():
            if self._spark is not None:
                self._spark.before_cell("\n".join(expressions.values()))
            for name, expression in expressions.items():
                if interrupts.requested:  # the shell may have caught it
                    break
                values.update(self.shell.evaluate({name: expression}))

        try:
            interrupts.run(number, work, lambda: None)
        except BaseException as problem:
            failed = problem
        for name in expressions:
            values.setdefault(name, _failed_expression(failed))
        self.settle()
        heads, parts = {}, []
        for name, value in values.items():
            if value["status"] == "ok":
                try:
                    parts += self.displays.fit_bundle((value["data"], value["metadata"]), sum(map(len, parts)))
                    heads[name] = {"status": "ok"}
                    continue
                except Exception as problem:
                    value = _failed_expression(problem)
            value.update(evalue=clip(value["evalue"]), traceback=clip_lines(value["traceback"]))
            heads[name] = value
        self._done(wire.sections(wire.as_json({"values": heads}), *parts), number)


def _failed_expression(problem):
    name, text = type(problem).__name__, safe_str(problem)
    return {"status": "error", "ename": name, "evalue": text, "traceback": ["%s: %s" % (name, text) if text else name]}


def _adopt_orphans():
    """What cells started stays below us when its own parent ends, so that it can be found and ended with the session."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER, Linux alone has it
    except (ImportError, OSError, AttributeError):
        pass


def _end_group():
    """The other end is gone: so are we, and all that we started."""
    terminals = sys.modules.get(__package__ + ".terminals")
    if terminals is not None:
        terminals.kill_all()
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _shell(displays, interrupts, directory, files):
    try:
        from importlib.util import find_spec

        if find_spec("matplotlib_inline") is not None:
            os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        from .ipython import IPythonShell

        return IPythonShell(displays, interrupts, directory, files)
    except ImportError:
        os.environ.setdefault("MPLBACKEND", "agg")
        from .plain import PlainShell

        return PlainShell(displays, interrupts, directory, files)
