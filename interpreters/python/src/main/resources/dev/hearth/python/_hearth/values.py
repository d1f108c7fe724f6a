"""Values on their way to and from the session's other languages: plain ones as JSON, objects of the JVM by Py4J.

What JSON lacks is an object of one key that begins with a dollar; PlainValue in Java has the table.
"""

import base64
import datetime
import decimal
import json
import math

from . import variables

MOST_BYTES = 16 << 20
MOST_LEVELS = 150
CAN_PASS = "None, booleans, numbers, strings, bytes, dates, decimals, lists, dicts, Spark and pandas DataFrames can"


class Unpassable(Exception):
    """The message is a sentence for the user."""


class _Encoder:
    def __init__(self, kind):
        self._kind = kind

    def encode(self, value, level=0):
        if level > MOST_LEVELS:
            raise Unpassable("a value of type %s has more than %d levels" % (self._kind, MOST_LEVELS))
        if value is None or isinstance(value, (bool, str)):
            return str(value) if isinstance(value, str) else value
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"$float": _not_finite(value)}
        if isinstance(value, dict):
            return self._dict(value, level)
        if isinstance(value, (list, tuple, set, frozenset, range)):
            if hasattr(value, "asDict"):  # a Row of Spark's
                return self._dict(value.asDict(), level)
            return [self.encode(one, level + 1) for one in value]
        return self._special(value, level)

    def _special(self, value, level):
        if isinstance(value, decimal.Decimal):
            if not value.is_finite():
                return {"$float": _not_finite(float(value))}
            return {"$decimal": str(value)}
        if isinstance(value, datetime.datetime):
            return _datetime(value)
        if isinstance(value, datetime.date):
            return {"$date": value.isoformat()}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        if type(value).__module__.partition(".")[0] in ("numpy", "pandas"):
            return self._array(value, level)
        raise Unpassable(
            "%s cannot go to another language: %s" % (_name_of(value, self._kind, level), CAN_PASS)
        )

    def _array(self, value, level):
        if type(value).__name__ in ("NaTType", "NAType"):
            return None
        for convert in ("tolist", "item"):
            plain = getattr(value, convert, None)
            if callable(plain):
                found = plain()
                if found is not value and type(found).__module__.partition(".")[0] != "numpy":
                    return self.encode(found, level + 1)
        raise Unpassable("a value of type %s cannot go to another language: %s" % (variables.type_name(value), CAN_PASS))

    def _dict(self, value, level):
        if all(isinstance(key, str) for key in value):
            plain = {str(key): self.encode(one, level + 1) for key, one in value.items()}
            if len(plain) == 1:
                (key,) = plain
                if key.startswith("$"):
                    return {"$" + key: plain[key]}
            return plain
        return {"$map": [[self.encode(key, level + 1), self.encode(one, level + 1)] for key, one in value.items()]}


def _name_of(value, kind, level):
    own = variables.type_name(value)
    return "a value of type " + own if level == 0 else "a value of type %s, with a %s in it," % (kind, own)


def _not_finite(value):
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def _datetime(value):
    if value.tzinfo is None:
        return {"$datetime": _iso(value)}
    return {"$timestamp": _iso(value.astimezone(datetime.timezone.utc).replace(tzinfo=None)) + "Z"}


def _iso(value):
    return datetime.datetime.isoformat(value)


def plain_json(value):
    """The JSON text, in UTF-8."""
    kind = variables.type_name(value)
    try:
        text = json.dumps(_Encoder(kind).encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unpassable("a text with half a surrogate pair in it cannot go to another language") from None
    except RecursionError:
        raise Unpassable("a value of type %s has too many levels" % kind) from None
    if len(encoded) > MOST_BYTES:
        raise Unpassable(
            "a value of type %s is larger than the %d MiB that can pass; a DataFrame passes at any size"
            % (kind, MOST_BYTES >> 20)
        )
    return encoded


def decode(node):
    """The value of parsed JSON."""
    if isinstance(node, list):
        return [decode(one) for one in node]
    if not isinstance(node, dict):
        return node
    if len(node) == 1:
        ((key, body),) = node.items()
        if key.startswith("$$"):
            return {key[1:]: decode(body)}
        if key in _SPECIAL:
            return _SPECIAL[key](body)
    return {key: decode(one) for key, one in node.items()}


def _instant(text):
    return datetime.datetime.fromisoformat(_micros(text.replace("Z", "+00:00")))


def _micros(text):
    """A fraction of a second with the six digits that Python keeps, whatever it came with."""
    whole, dot, rest = text.partition(".")
    if not dot:
        return text
    digits = len(rest) - len(rest.lstrip("0123456789"))
    return "%s.%s%s" % (whole, rest[:digits][:6].ljust(6, "0"), rest[digits:])


def _key(key):
    return tuple(map(_key, key)) if isinstance(key, list) else key


_SPECIAL = {
    "$decimal": decimal.Decimal,
    "$date": datetime.date.fromisoformat,
    "$timestamp": _instant,
    "$datetime": lambda text: datetime.datetime.fromisoformat(_micros(text)),
    "$bytes": base64.b64decode,
    "$float": float,
    "$map": lambda pairs: {_key(decode(key)): decode(value) for key, value in pairs},
}


class Values:
    """Gives and takes, on a thread that runs cells."""

    def __init__(self, shell, spark):
        self._shell = shell
        self._spark = spark

    def give(self, name, key):
        """(head, JSON or b"") of the value of that name; an object of the JVM waits there under `key`."""
        namespace = self._shell.namespace
        if name not in namespace:
            return {"missing": True}, b""
        value = namespace[name]
        kind = variables.type_name(value)
        live = self._live(value)
        if live is None:
            return {"form": "json", "type": kind}, plain_json(value)
        self._exchange().put(key, live)
        return {"form": "object", "type": kind}, b""

    def _live(self, value):
        """The object of the JVM that a value is, or None."""
        package = type(value).__module__.partition(".")[0]
        if package == "py4j" and hasattr(value, "_target_id"):
            return value
        if package == "pyspark" and hasattr(value, "_jdf"):
            return value._jdf
        if package == "pandas" and type(value).__name__ == "DataFrame":
            return self._to_spark(value)._jdf
        return None

    def _to_spark(self, frame):
        spark = self._session("a pandas DataFrame goes to another language as one of Spark's")
        try:
            import pyarrow

            return spark.createDataFrame(pyarrow.Table.from_pandas(frame, preserve_index=False))
        except Exception as problem:
            raise Unpassable("this pandas DataFrame cannot become one of Spark's: %s" % problem) from None

    def take(self, name, form, kind, key, data):
        if form == "json":
            self._shell.bind(name, decode(json.loads(data)))
            return
        session = self._session("a value of type %s lives in the JVM" % kind)
        live = self._exchange().take(key)
        from py4j.java_gateway import is_instance_of

        gateway = session.sparkContext._gateway
        if is_instance_of(gateway, live, "org.apache.spark.sql.Dataset"):
            from pyspark.sql import DataFrame

            live = DataFrame(live.toDF(), session)
        self._shell.bind(name, live)

    def _session(self, why):
        session = None if self._spark is None else self._spark.session()
        if session is None:
            raise Unpassable(why + ", and this session's Python has no Spark")
        return session

    def _exchange(self):
        session = self._session("an object of the JVM goes by way of Spark")
        return session.sparkContext._jvm.dev.hearth.interpreter.python.Exchange


def listing(shell, careful):
    """The session's variables as the other end wants them."""
    return [
        {
            "name": name,
            "type": variables.type_name(value),
            "size": variables.size(value),
            "preview": variables.preview(value, careful),
        }
        for name, value in shell.variables()
    ]
