"""The variables that users made: their types, sizes and first characters, told without running what is not known to be safe."""

import reprlib
import sys
import types

MOST = 10000
PREVIEW = 200
HIDDEN_TYPES = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)
PLAIN = (type(None), bool, int, float, complex, str, bytes, bytearray)
COLLECTIONS = (list, tuple, dict, set, frozenset)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = PREVIEW
_short.maxlevel, _short.maxlist, _short.maxtuple, _short.maxdict, _short.maxset = 3, 20, 20, 20, 20


def of_user(namespace, hidden):
    """(name, value) of what users made, in the order of their making. `hidden` has names and values of our own."""
    found = []
    for name, value in list(namespace.items()):
        if not isinstance(name, str) or name.startswith("_") or isinstance(value, HIDDEN_TYPES):
            continue
        if name in hidden and hidden[name] is value:
            continue
        found.append((name, value))
    return found[:MOST]


def type_name(value):
    kind = type(value)
    module = getattr(kind, "__module__", "")
    name = getattr(kind, "__qualname__", kind.__name__)
    if module in ("builtins", "__main__"):
        return name
    return "%s.%s" % (module.partition(".")[0] if module.startswith(("pandas.", "pyspark.", "numpy.")) else module, name)


def size(value):
    """Bytes where that costs nothing to say, or -1."""
    try:
        if _is(value, "pandas", "DataFrame", "Series", "Index"):
            usage = value.memory_usage()
            return int(usage if isinstance(usage, int) or not hasattr(usage, "sum") else usage.sum())
        if isinstance(getattr(value, "nbytes", None), int):
            return value.nbytes
        if isinstance(value, PLAIN + COLLECTIONS):
            return sys.getsizeof(value)
    except Exception:
        pass
    return -1


def preview(value, careful):
    """At most 200 characters. `careful`: a cell runs, so that the user's own code is left alone."""
    try:
        return _cut(_preview(value, careful))
    except Exception as problem:
        return "<%s, which fails to show itself: %s>" % (type_name(value), type(problem).__name__)


def _preview(value, careful):
    kind = type(value)
    if kind in PLAIN:
        return repr(value[:PREVIEW] if isinstance(value, (str, bytes, bytearray)) else value)
    if kind in COLLECTIONS:
        return _safe_repr(value, careful)
    if _is(value, "pandas", "DataFrame"):
        return "%d rows × %d columns: %s" % (*value.shape, ", ".join(map(str, value.columns[:20])))
    if _is(value, "pandas", "Series"):
        return "%d × %s: %s" % (len(value), value.dtype, ", ".join(map(str, value.iloc[:10].tolist())))
    if _is(value, "numpy", "ndarray"):
        head = value.reshape(-1)[:10].tolist() if value.dtype != object else "…"
        return "%s of %s: %s" % (" × ".join(map(str, value.shape)) or "scalar", value.dtype, head)
    if _is(value, "pyspark", "DataFrame"):
        if careful and "_schema" not in value.__dict__ and "schema" not in value.__dict__:
            return "DataFrame"
        return "DataFrame[%s]" % ", ".join("%s: %s" % (one.name, one.dataType.simpleString()) for one in value.schema)
    if kind.__repr__ is object.__repr__ or _is_known(kind):
        return repr(value)
    return "<%s>" % type_name(value) if careful else repr(value)


def _safe_repr(value, careful):
    """reprlib's, but in a collection too a user's own objects are left alone while a cell runs."""
    if careful and not all(type(one) in PLAIN for one in _members(value)):
        return "%s of %d" % (type(value).__name__, len(value))
    return _short.repr(value)


def _members(value):
    for one in list(value)[:20]:
        yield one
        if isinstance(value, dict):
            yield value.get(one)


def _is_known(kind):
    return kind.__module__ in ("datetime", "decimal", "fractions", "pathlib", "uuid", "collections", "array")


def _is(value, package, *names):
    kind = type(value)
    module = getattr(kind, "__module__", "")
    return kind.__name__ in names and (module == package or module.startswith(package + "."))


def _cut(text):
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1] + "…"
