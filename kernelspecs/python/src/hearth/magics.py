"""IPython magics."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext hearth`."""
    raise NotImplementedError
