"""A person at a terminal who attaches to a session, one play of it.

Usage: attach_terminal.py PLAY PROGRAM...; a line that begins with `> ` asks the one who started this to do something, which is
answered on standard input.
"""

import signal
import sys

import pexpect

PATIENCE = 90  # seconds, for a machine that is busy


def ask(what):
    print("> " + what, flush=True)
    return sys.stdin.readline().strip()


def begin(program):
    return pexpect.spawn(program[0], list(program[1:]), timeout=PATIENCE, dimensions=(50, 120), encoding="utf-8", logfile=sys.stderr)


def prompt(child, number):
    child.expect_exact(f"In [{number}]: ")


def hearth(*program):
    """`hearth attach`: the history, cells of one's own and of others, an interrupt, a question, leaving."""
    child = begin(program)
    for line in ("In [1]: x = 41", "   ...: print('history', x)", "history 41", "In [2]: 1 / 0", "ZeroDivisionError"):
        child.expect_exact(line)
    prompt(child, 3)
    print("the history is shown", flush=True)
    child.send("print('typed', x + 1)\r")
    child.expect(r"typed 42\r?\n")
    prompt(child, 4)
    child.send("for i in range(2):\r")
    child.expect_exact("...: ")
    child.send("    print('round', i)\r")
    child.expect_exact("...: ")
    child.send("\r")
    child.expect(r"round 0\r?\nround 1\r?\n")
    prompt(child, 5)
    print("cells that are typed run", flush=True)
    child.send("import time; print('under' + ' way', flush=True); time.sleep(600)\r")
    child.expect(r"under way\r?\n")
    child.sendintr()
    child.expect_exact("KeyboardInterrupt")
    prompt(child, 6)
    print("Ctrl-C interrupts the cell", flush=True)
    child.send("half a li")
    child.expect_exact("half a li")
    child.sendintr()
    prompt(child, 6)
    child.send("name = input('who? ')\r")
    child.expect(r"[^']who\? ")
    child.send("Ada\r")
    prompt(child, 7)
    ask("run a cell as another client")
    child.expect_exact("In [7]: print('hello', name)")
    child.expect(r"hello Ada\r?\n")
    print("what others run is shown", flush=True)
    ask("kill the gateway and start it again")
    child.send("print('still', x)\r")
    child.expect(r"still 41\r?\n")
    assert "history" not in child.before, "what was shown is shown again"
    prompt(child, 9)
    print("the gateway came back", flush=True)
    child.sendeof()
    child.expect_exact("The session goes on")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, (child.exitstatus, child.signalstatus)


def dies(*program):
    """The session ends while its end is not expected."""
    child = begin(program)
    prompt(child, 10)
    ask("end the session")
    child.expect_exact("hearth: the session ")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1, (child.exitstatus, child.signalstatus)


def console(*program):
    """`jupyter console --existing`, told to show what others run: the history comes first."""
    child = begin(program)
    child.expect_exact("history 41")
    child.expect_exact("hello Ada")
    child.send("print('console', x + 2)\r")
    child.expect(r"console 43\r?\n")
    child.close(force=True)


if __name__ == "__main__":
    # What a shell starts in its background has Ctrl-C ignored, and so have its children: a terminal's programs do not.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    globals()[sys.argv[1]](*sys.argv[2:])
    print("over", flush=True)
