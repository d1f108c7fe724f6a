"""The Python half of a session: it runs cells in IPython's shell, or in a small one of its own, and says what they say.

Start at session.py. Threads: the main thread runs cells; the others are named hearth-* and never run a user's code, except
that hearth-aside looks names up. Nothing here writes to file descriptors 1 and 2: those are captured like any output.
"""
