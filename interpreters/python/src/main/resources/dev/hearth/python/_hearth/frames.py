"""Spark's DataFrames as tables, read as the results of SQL cells are: one job for a frame, none for one that was shown before."""

import json
import weakref

from .outcomes import clip, safe_str

FRAME = ("pyspark.sql.dataframe", "DataFrame")
READER = "dev.hearth.interpreter.sql.ShownFrame"
ENABLED = "spark.sql.repl.eagerEval.enabled"
ROWS = "spark.sql.repl.eagerEval.maxNumRows"

_shown = weakref.WeakKeyDictionary()


def is_frame(value):
    return any((each.__module__, each.__name__) == FRAME for each in type(value).__mro__)


def bundle(frame):
    """Data by MIME type: a table of the first rows. A frame that is not to be read, or cannot be, is shown as its columns."""
    known = _shown.get(frame)
    if known is not None:
        return known
    text = {"text/plain": _columns(frame)}
    try:
        if frame.isStreaming or not frame.columns or frame.sparkSession.conf.get(ENABLED, None) == "false":
            return text
        rows = max(1, int(frame.sparkSession.conf.get(ROWS)))
        reader = _reader(frame.sparkSession._jvm)
        if reader is None:
            return text
        data = json.loads(reader.bundle(frame._jdf, rows))
    except Exception as problem:
        said = clip(safe_str(problem)).strip().split("\n")[0]
        return {"text/plain": "%s\nits rows cannot be shown: %s" % (text["text/plain"], said)}
    _shown[frame] = data
    return data


def _columns(frame):
    return "DataFrame[%s]" % ", ".join("%s: %s" % column for column in frame.dtypes)


def _reader(jvm):
    """The JVM's part; None where Python runs beside a Spark without it."""
    at = jvm
    for name in READER.split("."):
        at = getattr(at, name)
    return at if type(at).__name__ == "JavaClass" else None
