"""How many rows an Arrow IPC stream has: no more of the format than that takes.

A stream is a row of messages: 0xffffffff, the size of the head, the head (a flatbuffer: a table `Message`), and a body whose
size the head says. A record batch's head says its rows. The stream ends with a head of size 0."""

import struct

from hearth_bench.processes import Failed

CONTINUATION = 0xFFFFFFFF
# places of fields in their tables, and the type of a head
HEADER_TYPE, HEADER, BODY_LENGTH = 1, 2, 3
BATCH_ROWS = 0
RECORD_BATCH = 3


def rows(read):
    """The rows of a stream; `read` gives so many bytes, fewer only at the end. Refuses a stream without its end."""
    count = 0
    while True:
        begin = read(8)
        if len(begin) < 8:
            raise Failed("an Arrow stream is without its end")
        mark, size = struct.unpack("<II", begin)
        if mark != CONTINUATION:
            raise Failed("this is no Arrow stream")
        if size == 0:
            return count
        head = read(size)
        message = struct.unpack_from("<I", head)[0]
        if _number(head, message, HEADER_TYPE, "<B") == RECORD_BATCH:
            at = _place(head, message, HEADER)
            count += _number(head, at + struct.unpack_from("<I", head, at)[0], BATCH_ROWS, "<q")
        left = _number(head, message, BODY_LENGTH, "<q")
        while left:
            piece = read(min(left, 1 << 20))
            if not piece:
                raise Failed("an Arrow stream ends within a batch")
            left -= len(piece)


def _place(head, table, field):
    """Where a field of a flatbuffer's table is; 0 if it is left out."""
    entries = table - struct.unpack_from("<i", head, table)[0]
    at = 4 + 2 * field
    if at >= struct.unpack_from("<H", head, entries)[0]:
        return 0
    offset = struct.unpack_from("<H", head, entries + at)[0]
    return table + offset if offset else 0


def _number(head, table, field, form):
    at = _place(head, table, field)
    return struct.unpack_from(form, head, at)[0] if at else 0
