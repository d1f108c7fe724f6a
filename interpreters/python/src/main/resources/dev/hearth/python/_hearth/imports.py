"""Imports that happen behind the cells' backs, and what is to happen after one."""

import builtins
import contextlib
import importlib.abc
import sys
import threading
from importlib.machinery import PathFinder

AWAITED = ("pyspark", "py4j")


@contextlib.contextmanager
def alone():
    """While this thread imports, others that import the same packages wait until it is done.

    Python locks modules one by one and breaks a deadlock between two threads by handing out half-made modules, which
    packages whose parts import each other do not survive.
    """
    own, done, original = threading.get_ident(), threading.Event(), builtins.__import__

    def import_in_turn(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0 and not done.is_set() and threading.get_ident() != own:
            top = name.partition(".")[0]
            spec = getattr(sys.modules.get(top), "__spec__", None)
            if top in AWAITED or getattr(spec, "_initializing", False):
                done.wait()
        return original(name, globals, locals, fromlist, level)

    builtins.__import__ = import_in_turn
    try:
        yield
    finally:
        done.set()
        if builtins.__import__ is import_in_turn:
            builtins.__import__ = original


class After(importlib.abc.MetaPathFinder):
    """Calls back when one module has been imported, before anybody sees it."""

    def __init__(self, name, then):
        self._name = name
        self._then = then

    def find_spec(self, name, path=None, target=None):
        if name != self._name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, self._then)
        return spec


class _Loader(importlib.abc.Loader):
    def __init__(self, loader, then):
        self._loader = loader
        self._then = then

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._then(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)
