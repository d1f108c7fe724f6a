"""The session's Spark: found in the JVM at the other end, attached behind the cells' backs, waited for only by cells that need it."""

import os
import queue
import re
import sys
import threading
import types
import warnings

from . import imports
from .outcomes import Outcome, safe_str
from .tags import Tags

NEEDS_SPARK = re.compile(r"\b(spark|sc|sqlContext|pyspark)\b")
TWO_PYTHONS = re.compile(r"different version:? ([\d.]+\d) than that in driver:? ([\d.]+\d)")
CONTEXT_MODULE = "pyspark.core.context"
QUIET_SECONDS = 0.1


class Spark:
    """`offer` comes from the control thread; a thread of its own imports and attaches; cells wait on the main thread."""

    def __init__(self, session, setup):
        self._session = session
        self._patience = setup["spark_seconds"]
        self._offers = queue.SimpleQueue()
        self._moment = threading.Condition()
        self._wanted = self._busy = False
        self._settled = threading.Event()
        self._problem = None
        self._tags = None
        self._session_of_spark = None
        self._libraries = queue.SimpleQueue()
        self._awaited_libraries = False
        sys.meta_path.insert(0, imports.After(CONTEXT_MODULE, self._patch))
        self._thread = threading.Thread(target=self._attach, name="hearth-spark", daemon=True)

    def start(self):
        self._thread.start()

    def offer(self, offer):
        """{"port", "secret"} of the Py4J server, or {"problem"}: why there is none."""
        self._offers.put(offer)

    def add_library(self, location, told):
        """Called on the control thread; `told` gets None or a problem, on another one. Cells wait for what came before Spark."""
        self._libraries.put((location, told))
        if self._settled.is_set():
            threading.Thread(target=self._add_libraries, name="hearth-library", daemon=True).start()
        else:
            self._awaited_libraries = True
            with self._moment:
                self._wanted = True
                self._moment.notify()

    def _add_libraries(self):
        while True:
            try:
                location, told = self._libraries.get_nowait()
            except queue.Empty:
                return
            if self._session_of_spark is None:
                told(self._problem or "there is no Spark in this session")
                continue
            try:
                self._session_of_spark.sparkContext.addPyFile(location)
                told(None)
            except Exception as problem:
                told(safe_str(problem).strip() or type(problem).__name__)

    def session(self):
        """The SparkSession, which is waited for; None if there is none."""
        if not self._settled.is_set():
            self._await()
        return self._session_of_spark

    def before_cell(self, code):
        """Waits for Spark if the cell names it; a cell that does not get it runs all the same and is told why."""
        self._busy = True
        if not self._settled.is_set() and (self._awaited_libraries or NEEDS_SPARK.search(code)):
            self._await()  # a library comes by way of Spark
        if self._problem is not None and NEEDS_SPARK.search(code) and "spark" not in self._session.shell.namespace:
            print("Spark is not available in this session: " + self._problem, file=sys.stderr)

    def after_cell(self):
        if self._tags is not None:
            self._tags.leave()
        elif not self._settled.is_set():
            with self._moment:
                self._busy = False
                self._moment.notify()

    @staticmethod
    def explained(outcome, interrupted):
        """An error of Spark's in the words of the session: that an interrupt ended the jobs, that two Pythons do not fit."""
        if outcome.error is None:
            return outcome
        _, evalue, traceback = outcome.error
        if _is_cancelled_job(outcome):
            if interrupted:
                said = "the cell's Spark jobs were cancelled"
                return Outcome(error=("KeyboardInterrupt", said, traceback), exception=KeyboardInterrupt())
            outcome.jobs_cancelled = True  # the interrupt may be on its way: the other side knows
            return outcome
        versions = TWO_PYTHONS.search(evalue)
        if versions is None:
            return outcome
        said = (
            "the executors run Python %s and this session runs %s, and PySpark needs the same minor version on both: let"
            " `python` of the profile, or PYSPARK_PYTHON in its `env`, name a Python %s that the executors have"
            % (versions.group(1), versions.group(2), versions.group(2))
        )
        name = "PythonVersionMismatch"
        return Outcome(error=(name, said, ["%s: %s" % (name, said)]), exception=outcome.exception)

    def _await(self):
        with self._moment:
            self._wanted = True
            self._moment.notify()
        if not self._settled.wait(self._patience):
            print("Spark was not ready after %d s" % self._patience, file=sys.stderr)

    def _attach(self):
        try:
            with self._moment:
                self._moment.wait_for(lambda: self._wanted, QUIET_SECONDS)
                self._moment.wait_for(lambda: self._wanted or not self._busy)
            with imports.alone():
                import pyspark  # the package first: to begin with a part of it would be to hold a lock that it needs
                import pyspark.sql  # noqa: F401
            offer = self._offers.get()
            if "problem" in offer:
                self._problem = offer["problem"]
            else:
                self._connect(offer)
        except ImportError as missing:
            self._problem = "%s cannot import pyspark (%s)" % (sys.executable, missing)
        except Exception as problem:
            self._problem = "%s: %s" % (type(problem).__name__, safe_str(problem))
        self._add_libraries()
        self._settled.set()
        self._add_libraries()  # what came between the two

    def _connect(self, offer):
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession, SQLContext

        gateway = _gateway(offer)
        SparkContext._ensure_initialized(gateway=gateway)
        jvm = gateway.jvm
        java_session = jvm.org.apache.spark.sql.SparkSession.builder().getOrCreate()
        scala_context = java_session.sparkContext()
        conf = SparkConf(_jvm=jvm, _jconf=scala_context.getConf())
        context = SparkContext(
            jsc=jvm.JavaSparkContext.fromSparkContext(scala_context), gateway=gateway, conf=conf
        )
        spark = SparkSession(context, java_session)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sql_context = SQLContext(context, spark)
        self._session_of_spark = spark
        self._tags = Tags(gateway._gateway_client, scala_context, jvm, java_session)
        self._session.shell.define({"spark": spark, "sc": context, "sqlContext": sql_context})

    def _patch(self, module):
        """Whoever asks pyspark for a context, a library perhaps, gets the session's, and waits for it."""
        context = module.SparkContext
        ensure, get = context._ensure_initialized.__func__, context.getOrCreate.__func__
        init, interrupts = context.__init__, self._session.interrupts

        def ensure_initialized(cls, instance=None, gateway=None, conf=None):
            self._await_for_library()
            return ensure(cls, instance, gateway, conf)

        def get_or_create(cls, conf=None):
            self._await_for_library()
            return get(cls, conf)

        def init_without_handler(instance, *args, **kwargs):
            try:
                init(instance, *args, **kwargs)
            finally:
                interrupts.handle_signals()  # pyspark's own would cancel every job, over a connection that is in use

        init_without_handler.__doc__, get_or_create.__doc__ = init.__doc__, get.__doc__
        context._ensure_initialized = classmethod(ensure_initialized)
        context.getOrCreate = classmethod(get_or_create)
        context.__init__ = init_without_handler

    def _await_for_library(self):
        if threading.current_thread() is self._thread:
            return
        if not self._settled.is_set():
            self._await()
        if self._problem is not None:
            raise RuntimeError("Spark is not available in this session: " + self._problem)


def _gateway(offer):
    """pyspark's own gateway object. The secret is shown to pyspark alone and never is in the real environment."""
    from pyspark import java_gateway

    shown = {
        "PYSPARK_GATEWAY_PORT": str(offer["port"]),
        "PYSPARK_GATEWAY_SECRET": offer["secret"],
        "PYSPARK_PIN_THREAD": "true",
    }
    real = java_gateway.os

    class Environment(types.ModuleType):
        environ = dict(os.environ, **shown)

        def __getattr__(self, name):
            return getattr(real, name)

    java_gateway.os = Environment("os")
    try:
        return java_gateway.launch_gateway()
    finally:
        java_gateway.os = real


def _is_cancelled_job(outcome):
    module = type(outcome.exception).__module__
    return module.startswith(("py4j", "pyspark")) and "cancel" in outcome.error[1].lower()
