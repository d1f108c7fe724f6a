"""Hearth's sessions on Apache Spark, from Python."""

from __future__ import annotations

from hearth.client import Client
from hearth.errors import ExecutionError, HearthError, Refused, SessionEnded, Timeout, Unreachable
from hearth.magics import load_ipython_extension
from hearth.message import Message
from hearth.result import Output, Result
from hearth.session import Session

__version__ = "0.1.0.dev0"

__all__ = [
    "Client",
    "ExecutionError",
    "HearthError",
    "Message",
    "Output",
    "Refused",
    "Result",
    "Session",
    "SessionEnded",
    "Timeout",
    "Unreachable",
    "load_ipython_extension",
]
