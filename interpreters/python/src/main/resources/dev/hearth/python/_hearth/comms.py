"""Comms, by which widgets speak with their views: what the `comm` package offers a kernel to fill in.

Imported with that package: whoever imports `comm`, as ipywidgets does, finds our way out and our manager in it.
"""

from comm.base_comm import BaseComm, CommManager

from . import bundles, cells, wire


class _Kernel:
    """What ipywidgets' Output asks of a kernel: whose output it is to catch."""

    def get_parent(self):
        return {"header": {"msg_id": cells.current().id}} if cells.current().id else {}


class _Comm(BaseComm):
    kernel = _Kernel()

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        head = {"type": msg_type, "id": self.comm_id, "target": self.target_name}
        content = dict(keys, data={} if data is None else data, comm_id=self.comm_id)
        parts = [wire.as_json(head), bundles.encode(content), bundles.encode(metadata or {})]
        parts.extend(bytes(buffer) for buffer in buffers or ())
        _displays.say(wire.COMM_SAYS, parts)

    def handle_msg(self, msg):
        if cells.current().leads:
            super().handle_msg(msg)
        elif self._msg_callback is not None:
            # Beside a cell, without the events of a cell's beginning and end: at one, matplotlib would show and close the
            # figures that the cell is drawing.
            self._msg_callback(msg)


class _Manager(CommManager):
    def get_comm(self, comm_id):
        return self.comms.get(comm_id)  # one of an earlier process, perhaps, and no reason to warn

    def comm_open(self, stream, ident, msg):
        content = msg["content"]
        comm = _Comm(comm_id=content["comm_id"], primary=False, target_name=content.get("target_name", ""))
        opened = self.targets.get(comm.target_name)
        self.register_comm(comm)
        if opened is None:
            comm.close()
            return
        try:
            opened(comm, msg)
        except BaseException:
            comm.close()
            raise

    def comm_msg(self, stream, ident, msg):
        comm = self.get_comm(msg["content"]["comm_id"])
        if comm is not None:
            comm.handle_msg(msg)

    def comm_close(self, stream, ident, msg):
        comm = self.comms.pop(msg["content"]["comm_id"], None)
        if comm is not None:
            comm._closed = True
            comm.handle_close(msg)


_displays = None
_manager = _Manager()


def install(module, displays):
    """Puts ours into the package `comm`, which is being imported."""
    global _displays
    _displays = displays
    module.create_comm = _Comm
    module.get_comm_manager = lambda: _manager


def handle(message):
    """Takes a message of the client's. The target of its comm if that is open now, or None."""
    getattr(_manager, message["header"]["msg_type"])(None, None, message)
    return is_open(message["content"]["comm_id"])


def is_open(comm_id):
    comm = _manager.comms.get(comm_id)
    return None if comm is None else comm.target_name
