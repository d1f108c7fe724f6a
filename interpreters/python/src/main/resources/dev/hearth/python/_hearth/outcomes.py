"""What became of a cell, as both shells report it."""


class Outcome:
    """`bundle` is (data, metadata) of the final value, or None; `error` is (ename, evalue, traceback lines), or None."""

    def __init__(self, bundle=None, error=None, payloads=(), exception=None):
        self.bundle = bundle
        self.error = error
        self.payloads = list(payloads)
        self.exception = exception

    @staticmethod
    def failed(exception, traceback=None):
        name, text = type(exception).__name__, safe_str(exception)
        return Outcome(error=(name, text, traceback or ["%s: %s" % (name, text)]), exception=exception)


def safe_str(value):
    try:
        return str(value)
    except Exception:
        return "<unprintable %s>" % type(value).__name__


EXIT_NOTE = "The session goes on: a cell cannot end it. Restart it or shut it down from your client."
