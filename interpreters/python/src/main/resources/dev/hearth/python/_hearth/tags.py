"""The tag of the cell on every Spark job that it or its threads and tasks start.

Each Python thread has a thread of its own in the JVM (py4j's pinned mode), and tags are a property of that one. So they
are set just before a thread's next call to the JVM, when the cell that it speaks for is another than at its last call.
"""

import threading
import weakref

from . import cells


class _Dropped(BaseException):
    """An interrupt on its way through py4j, which on KeyboardInterrupt would shut down the connections of all threads."""


class _Guarded:
    """A connection's send_command. Interrupted between call and answer, the connection is closed: the next call must not
    read that answer."""

    def __init__(self, connection):
        self._connection = weakref.ref(connection)
        self._send = type(connection).send_command

    def __call__(self, command):
        __tracebackhide__ = True
        connection = self._connection()
        try:
            return self._send(connection, command)
        except KeyboardInterrupt:
            connection.close()
            raise _Dropped from None


class Tags:
    """Wraps py4j's client. Thread-safe: what it keeps is kept with each thread's own connection."""

    def __init__(self, client, scala_context, jvm, java_session):
        self._client = client
        self._context = scala_context
        self._session = java_session
        self._sessions = jvm.org.apache.spark.sql.SparkSession
        self._busy = threading.local()
        self._connect, self._send = client._get_connection, client.send_command
        client._get_connection = self._connection
        client.send_command = self._send_interruptibly
        cells.on_thread_start.append(self._hand_on)

    def leave(self):
        """The main thread's cell is over."""
        connection = self._live()
        if connection is not None and connection._hearth_tag:
            self._quietly(self._mark, connection, "")

    def _connection(self):
        connection = self._open()
        tag = cells.current().tag
        if getattr(self._busy, "on", False) or getattr(connection, "_hearth_tag", None) == tag:
            return connection
        self._client._give_back_connection(connection)
        self._quietly(self._mark, connection, tag)
        return self._open()

    def _open(self):
        connection = self._connect()
        if "send_command" not in connection.__dict__:
            connection.send_command = _Guarded(connection)
        return connection

    def _send_interruptibly(self, *args, **kwargs):
        __tracebackhide__ = True
        try:
            return self._send(*args, **kwargs)
        except _Dropped:
            raise KeyboardInterrupt from None

    def _mark(self, connection, tag):
        before = getattr(connection, "_hearth_tag", None)
        if before is None:
            properties = getattr(threading.current_thread(), "_hearth_properties", None)
            if properties is not None:
                self._context.setLocalProperties(properties.clone())
            self._sessions.setActiveSession(self._session)
        elif before:
            self._context.removeJobTag(before)
        if tag:
            self._context.addJobTag(tag)
        connection._hearth_tag = tag

    def _hand_on(self, thread):
        """A new thread starts with the local properties of the one that starts it, as in the JVM."""
        connection = self._live()
        if connection is None or getattr(self._busy, "on", False):
            return
        if not type(thread).__module__.startswith(("py4j", "pyspark")):
            properties = []
            self._quietly(lambda: properties.append(self._context.getLocalProperties().clone()))
            thread._hearth_properties = properties[0] if properties else None

    def _live(self):
        """The connection of this thread, if it has been used for a cell."""
        connection = self._client.get_thread_connection()
        if connection is None or connection.socket is None or not hasattr(connection, "_hearth_tag"):
            return None
        return connection

    def _quietly(self, work, *args):
        self._busy.on = True
        try:
            work(*args)
        except Exception:
            pass  # the context is stopped, say: what the cell itself asks of Spark then tells its user
        finally:
            self._busy.on = False
