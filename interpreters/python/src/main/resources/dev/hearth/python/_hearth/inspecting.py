"""What is known of a name while a cell runs: told without running the user's own code, and without the JVM."""

import builtins
import functools
import inspect
import types

from . import variables

PLACES = (type, types.ModuleType)
CODE = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
)
# what numpy and Cython have for functions
CODE_NAMES = ("ufunc", "_ArrayFunctionDispatcher", "cython_function_or_method")
PROPERTIES = (property, functools.cached_property)
MISSING = object()


def bundle(namespace, name, detail):
    """The MIME data of a name, with dots or without; None if it is unknown, or known only to code of the user's."""
    value = _find(namespace, name)
    if value is MISSING:
        return None
    facts = [(label, text) for label, text in _facts(value, detail) if text]
    return {"text/plain": "\n".join("%s:%s%s" % (label, "\n" if "\n" in text else " ", text) for label, text in facts)}


def _find(namespace, name):
    first, *rest = name.split(".")
    value = namespace[first] if first in namespace else builtins.__dict__.get(first, MISSING)
    for part in rest:
        if value is MISSING or _computes(value):
            return MISSING
        found = inspect.getattr_static(value, part, MISSING)
        if type(found) in (staticmethod, classmethod):
            found = found.__func__
        elif type(found) is types.FunctionType and not _is(value, PLACES):
            found = types.MethodType(found, value)
        value = found
    return value


def _is(value, kinds):
    return issubclass(type(value), kinds)  # isinstance would ask the value itself


def _is_code(value):
    return _is(value, CODE) or type(value).__name__ in CODE_NAMES


def _computes(value):
    """Whether it stands for another value, which only a call would tell."""
    if _is(value, PLACES) or _is_code(value):
        return False
    return inspect.getattr_static(type(value), "__get__", MISSING) is not MISSING


def _facts(value, detail):
    known = _is(value, PLACES) or _is_code(value)
    if type(value) is type or _is_code(value):
        yield "Signature", _quietly(lambda: value.__name__ + _signature(value))
    if not known:
        yield "Type", variables.type_name(value)
        yield "Value", variables.preview(value, True)
    yield "Docstring", _documentation(value if known or type(value) in PROPERTIES else type(value))
    if detail and known:
        yield "Source", _quietly(lambda: inspect.getsource(value))


def _signature(value):
    """Defaults and annotations are the user's objects too: their text is made without asking them."""
    signature = inspect.signature(value)
    return str(
        signature.replace(
            parameters=[
                one.replace(
                    default=one.default if one.default is one.empty else _Shown(variables.preview(one.default, True)),
                    annotation=_annotation(one.annotation),
                )
                for one in signature.parameters.values()
            ],
            return_annotation=_annotation(signature.return_annotation),
        )
    )


def _annotation(value):
    if value is inspect.Signature.empty:
        return value
    text = value.__name__ if type(value) is type else value if type(value) is str else "…"
    return _Shown(text)


class _Shown:
    """Its text, where something asks for a repr."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


def _documentation(value):
    text = inspect.getattr_static(value, "__doc__", None) if _is(value, PLACES) else value.__doc__
    return inspect.cleandoc(text) if type(text) is str else ""


def _quietly(tell):
    try:
        return tell()
    except Exception:
        return ""
