"""What became of a cell, as both shells report it."""

import os

_HERE = os.path.dirname(__file__) + os.sep


class Outcome:
    """`bundle` is (data, metadata) of the final value, or None; `error` is (ename, evalue, traceback lines), or None.

    `jobs_cancelled`: the error is that Spark's jobs were cancelled, and no interrupt has come that would say why.
    """

    jobs_cancelled = False

    def __init__(self, bundle=None, error=None, payloads=(), exception=None):
        self.bundle = bundle
        self.error = error
        self.payloads = list(payloads)
        self.exception = exception

    @staticmethod
    def failed(exception, traceback=None):
        name, text = type(exception).__name__, safe_str(exception)
        return Outcome(error=(name, text, traceback or ["%s: %s" % (name, text)]), exception=exception)


MAX_TEXT = 1 << 20
MAX_LINES = 10000


def clip(text):
    """A text that may have been made of anything, cut to what a person would read."""
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "… (%d characters more)" % (len(text) - MAX_TEXT)


def clip_lines(lines):
    """Traceback lines, with the first and the last ones kept, and 4 MiB of characters at most."""
    if len(lines) > MAX_LINES:
        lines = lines[: MAX_LINES // 2] + ["…"] + lines[-MAX_LINES // 2 :]
    if sum(map(len, lines)) > 4 * MAX_TEXT:
        lines = [line if len(line) <= 2000 else line[:2000] + "…" for line in lines[:1000] + lines[-1000:]]
    return lines


def leave_out_ours(problem):
    """Takes this package's frames out of the tracebacks of an exception and of those that it came from: an interrupt is
    raised in one, and what a cell prints or asks for passes through others."""
    known, ahead = set(), [problem]
    while ahead:
        one = ahead.pop()
        if one is not None and id(one) not in known:
            known.add(id(one))
            one.__traceback__ = users_frames(one.__traceback__)
            ahead += (one.__cause__, one.__context__)


def users_frames(trace):
    """A traceback without this package's frames; one of nothing else stays, since an error has to be somewhere."""
    users, step = [], trace
    while step is not None:
        if not step.tb_frame.f_code.co_filename.startswith(_HERE):
            users.append(step)
        step = step.tb_next
    for here, following in zip(users, [*users[1:], None]):
        here.tb_next = following
    return users[0] if users else trace


def safe_str(value):
    try:
        return str(value)
    except Exception:
        return "<unprintable %s>" % type(value).__name__


EXIT_NOTE = "The session goes on: a cell cannot end it. Restart it or shut it down from your client."
