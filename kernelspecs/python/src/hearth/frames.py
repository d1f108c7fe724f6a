"""Spark's frames as pandas' frames, by Arrow.

A cell in the session sends the frame's first rows as displays of a MIME type of their own, each a whole Arrow stream and small
enough for every bound on messages.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from hearth.errors import HearthError
from hearth.result import Result
from hearth.session import Session

MIME = "application/vnd.apache.arrow.stream"
MOST_ROWS = 100_000
MOST_BYTES = 64 << 20
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_SENDER = """
def _hearth_send(frame, name, most_rows, most_bytes):
    import base64
    from IPython.display import display
    try:
        import pyarrow as pa
    except ImportError:
        raise RuntimeError("a frame is sent by Arrow, and the session's Python has no pyarrow: pip install pyarrow") from None
    if hasattr(frame, "sparkSession") and hasattr(frame, "toArrow"):
        table = frame.limit(most_rows + 1).toArrow()
    elif type(frame).__module__.startswith("pandas."):
        table = pa.Table.from_pandas(frame.head(most_rows + 1))
    elif isinstance(frame, pa.Table):
        table = frame
    else:
        raise TypeError(name + " is no frame of Spark, pandas or Arrow, but " + type(frame).__name__)
    cut = "rows" if table.num_rows > most_rows else ""
    table = table.slice(0, most_rows)
    sent = size = part = 0
    while True:
        rows = table.slice(sent, 1 << 16)
        while rows.num_rows > 1 and rows.nbytes > 4 << 20:
            rows = rows.slice(0, rows.num_rows // 2)
        if part and not rows.num_rows:
            break
        if part and size + rows.nbytes > most_bytes:
            cut = "bytes"
            break
        size += rows.nbytes
        sent += rows.num_rows
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(rows.combine_chunks())
        data = base64.b64encode(sink.getvalue()).decode("ascii")
        text = name + ": " + str(sent) + " rows on their way to a client"
        display({"text/plain": text, "%(mime)s": data}, metadata={"hearth_frame": {"part": part}}, raw=True)
        part += 1
    display({"text/plain": name + ": that was all"}, metadata={"hearth_frame": {"rows": sent, "cut": cut}}, raw=True)
"""


@dataclass(frozen=True)
class Frame:
    """A frame that was fetched; `cut` says where it ends early, or is empty."""

    pandas: Any
    cut: str = ""


def given(code: str, language: str, own: str, name: str) -> str:
    """A cell after which Python or the session's own language has what the cell calls `name`."""
    check_name(name)
    passed_on = language == "sql" or language != own
    return f"%%{language}{' -o ' + name if passed_on else ''}\n{code}"


def fetch(
    session: Session, name: str, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES, made_in: str = "python"
) -> Frame:
    """The frame of a name, which a cell in the language `made_in` has made."""
    check_name(name)
    arrow = _pyarrow()
    own = str(session.describe()["language"])
    taken = own == "scala" or (own == "sql" and made_in == "scala")
    code = f"%%python{' -i ' + name if taken else ''}\n{_SENDER % {'mime': MIME}}\n"
    code += f"try:\n    _hearth_send({name}, {name!r}, {int(most_rows)}, {int(most_bytes)})\nfinally:\n    del _hearth_send\n"
    result = Result()
    for message in session.stream(code, store_history=False):
        result.add(message)
    result.check()
    return _frame(result, name, most_bytes, arrow)


def _frame(result: Result, name: str, most_bytes: int, arrow: Any) -> Frame:
    tables = []
    told: dict[str, Any] = {}
    for output in result.outputs:
        data = output.data.get(MIME)
        if isinstance(data, str):
            tables.append(arrow.ipc.open_stream(base64.b64decode(data)).read_all())
        told = output.metadata.get("hearth_frame", told)
    if not tables or "rows" not in told:
        raise HearthError(f"the session did not send all of {name}")
    frame = arrow.concat_tables(tables).to_pandas()
    cut = str(told.get("cut") or "")
    if cut == "rows":
        return Frame(frame, f"{name} has more rows: only the first {len(frame)} were fetched")
    if cut == "bytes":
        return Frame(frame, f"{name} is larger than {most_bytes >> 20} MiB: only the first {len(frame)} rows were fetched")
    return Frame(frame)


def check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise HearthError(f"a frame's name is an identifier, not {name!r}")


def _pyarrow() -> Any:
    try:
        import pandas  # noqa: F401
        import pyarrow
    except ImportError as e:
        raise HearthError(f"a frame is fetched by Arrow, and {e.name} is missing here: pip install pyarrow pandas") from None
    import pyarrow.ipc  # noqa: F401

    return pyarrow
