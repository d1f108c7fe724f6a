"""Python's values in the two forms of Livy's magics: JSON, and a table of typed columns."""

import base64
import dataclasses
import datetime
import decimal
import enum
import math

from . import frames

# of a DataFrame; whoever wants more of it asks for it
MAX_ROWS = 1000
MAX_DEPTH = 200

MIXED = "table rows have different types"

_TEXTS = (
    datetime.date,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
)


def json_of(value):
    """The value as what `json.dumps` writes: a DataFrame as records of its first rows, sets as lists, dates and decimals as
    text, NaN as None."""
    found = _frame(value)
    if found is not None:
        names, rows = found
        return [dict(zip(map(str, names), map(_plain, row))) for row in rows]
    return _plain(value)


def table_of(value):
    """{"headers": [{"name", "type"}], "data": rows}: columns by their names as Livy has them, those of a DataFrame as they are.

    TypeError if a column has values of two types, None apart.
    """
    found = _frame(value)
    if found is not None:
        names, rows = found
        return _table([str(name) for name in names], [list(row) for row in rows])
    value = _opened(value)
    lines = [_named(row) for row in (value if isinstance(value, (list, tuple)) else [value])]
    names = {name: None for line in lines for name in line}
    order = sorted(names, key=lambda name: (isinstance(name, str), name if isinstance(name, (int, str)) else str(name)))
    return _table([str(name) for name in order], [[line.get(name) for name in order] for line in lines])


def _named(row):
    """A row's values by their columns: names, or places from 0."""
    if hasattr(row, "asDict"):
        return row.asDict()
    row = _opened(row)
    if isinstance(row, dict):
        return {name if isinstance(name, int) else str(name): value for name, value in row.items()}
    return dict(enumerate(row if isinstance(row, (list, tuple)) else [row]))


def _table(names, rows):
    types = ["NULL_TYPE"] * len(names)
    data = []
    for row in rows:
        line = []
        for at, value in enumerate(row):
            kind, shown = _cell(value)
            if types[at] == "NULL_TYPE":
                types[at] = kind
            elif kind not in ("NULL_TYPE", types[at]):
                raise TypeError(MIXED)
            line.append(shown)
        data.append(line)
    return {"headers": [{"name": name, "type": kind} for name, kind in zip(names, types)], "data": data}


def _cell(value):
    """(type as Livy names it, the value for JSON); what is of no such type is its text."""
    value = _opened(value)
    if value is None:
        return "NULL_TYPE", None
    for types, kind in _TYPES:
        if isinstance(value, types):
            return kind, _plain(value)
    try:
        return "STRING_TYPE", _plain(value)
    except TypeError:
        return "STRING_TYPE", str(value)


_TYPES = (
    (bool, "BOOLEAN_TYPE"),
    (int, "INT_TYPE"),
    (float, "DOUBLE_TYPE"),
    (str, "STRING_TYPE"),
    (datetime.datetime, "TIMESTAMP_TYPE"),
    (datetime.date, "DATE_TYPE"),
    (decimal.Decimal, "DECIMAL_TYPE"),
    ((list, tuple), "ARRAY_TYPE"),
    (dict, "MAP_TYPE"),
)


def _plain(value, depth=0):
    if depth > MAX_DEPTH:
        raise ValueError("a value that holds itself, or goes deeper than %d, has no form in JSON" % MAX_DEPTH)
    value = _opened(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {_key(key): _plain(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry, depth + 1) for entry in value]
    if isinstance(value, _TEXTS):
        return str(value)
    raise TypeError("a value of type %s has no form in JSON" % type(value).__name__)


def _key(key):
    """As `json.dumps` writes it, and what that refuses as its text."""
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    return str(key)


def _opened(value):
    """The value as one of Python's own kinds, if it is of another that is much the same."""
    if isinstance(value, enum.Enum):
        return _opened(value.value)
    if value is None or isinstance(value, (bool, int, float, str, list, tuple, dict)):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (set, frozenset, range)) or type(value).__name__ in ("dict_keys", "dict_values", "deque"):
        return list(value)
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    room = type(value).__module__.partition(".")[0]
    if room in ("numpy", "pandas") and hasattr(value, "tolist"):
        dates = getattr(getattr(value, "dtype", None), "kind", "") in ("m", "M")
        return value.astype(str).tolist() if dates else value.tolist()
    if any(each.__name__ == "RDD" and each.__module__.startswith("pyspark.") for each in type(value).__mro__):
        return value.take(MAX_ROWS)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def _frame(value):
    """(names of the columns, first rows) of a DataFrame of Spark or pandas; None for other values."""
    if frames.is_frame(value):
        rows = value.limit(MAX_ROWS).collect()
        return value.columns, [[_record(each) for each in row] for row in rows]
    kind = type(value)
    if kind.__name__ != "DataFrame" or kind.__module__.partition(".")[0] not in ("pandas", "pyspark"):
        return None
    head = value.head(MAX_ROWS)
    if hasattr(head, "to_pandas"):
        head = head.to_pandas()
    return list(head.columns), head.astype(object).values.tolist()


def _record(value):
    """A struct in a frame's cell, by its names."""
    return value.asDict(recursive=True) if hasattr(value, "asDict") else value
