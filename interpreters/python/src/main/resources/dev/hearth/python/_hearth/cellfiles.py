"""The file names under which cells are compiled, so that a breakpoint's file is the cell's.

A name is a hash of the cell's text, which clients compute as well: MurmurHash2 by Austin Appleby, with a seed of ours. The
files exist for those cells that a debugger asked for.
"""

import os
import struct

SEED = 0x6E657374
SUFFIX = ".py"
MIX = 0x5BD1E995
MASK = 0xFFFFFFFF


def murmur2(data, seed=SEED):
    """The 32-bit hash of bytes."""
    size = len(data)
    mixed = (seed ^ size) & MASK
    words = size // 4
    for (word,) in struct.iter_unpack("<I", data[: words * 4]):
        word = word * MIX & MASK
        word = (word ^ word >> 24) * MIX & MASK
        mixed = mixed * MIX & MASK ^ word
    rest = data[words * 4 :]
    if rest:
        mixed = (mixed ^ int.from_bytes(rest, "little")) * MIX & MASK
    mixed = (mixed ^ mixed >> 13) * MIX & MASK
    return mixed ^ mixed >> 15


class CellFiles:
    """Thread-safe. The directory is made with the first file in it."""

    seed = SEED
    suffix = SUFFIX

    def __init__(self, directory):
        # libraries that show the statement at fault know a notebook's cell by such a directory
        self.directory = os.path.join(directory, "ipykernel_%d" % os.getpid())

    @property
    def prefix(self):
        return self.directory + os.sep

    def name(self, code):
        return "%s%d%s" % (self.prefix, murmur2(code.encode("utf-8", "surrogatepass")), SUFFIX)

    def write(self, code):
        """Makes the file of that cell and returns its name."""
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        name = self.name(code)
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(code)
        return name
