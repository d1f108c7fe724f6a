"""Measurements of Hearth, each beside what a user would take instead, in one run.

Start at cli.py. A measurement is a module with a function `measure(bench)` that returns a Section (results.py); it starts
programs through Bench (bench.py) and leaves none behind. Python speaks for the clients; what has to be a driver is Java
(../java).
"""
