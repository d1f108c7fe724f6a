"""Where the Python process of a session begins. Written so that even a very old Python can read it and say that it is too old."""

import sys

if sys.version_info < (3, 9):
    sys.stderr.write("Hearth needs Python 3.9 or later, and this one is %d.%d\n" % sys.version_info[:2])
    sys.exit(3)

from _hearth.session import main

main()
