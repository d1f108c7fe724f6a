"""Where and when, in a line."""

import datetime
import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path


def _first(pattern, text, otherwise="unknown"):
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else otherwise


def _asked(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr
    except (OSError, subprocess.SubprocessError):
        return ""


def _read(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def load():
    return os.getloadavg()[0]


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def describe(bench, load_before):
    """The stamp of a section."""
    processor = _first(r"^model name\s*: (.*)$", _read("/proc/cpuinfo"), platform.machine())
    memory = int(_first(r"^MemTotal:\s*(\d+)", _read("/proc/meminfo"), "0")) / 2**20
    java = _first(r'version "([^"]+)"', _asked([str(bench.java), "-version"]))
    python = bench.own / "python" / "bin" / "python"
    session_python = os.environ.get("HEARTH_PYTHON") or str(python)
    ask = "import importlib.metadata as m; print('spark', m.version('pyspark')); print('ipython', m.version('ipython'))"
    told = _asked([session_python, "-c", ask])
    commit = _first(r"^([0-9a-f]+)$", _asked(["git", "-C", str(bench.root), "rev-parse", "--short", "HEAD"]))
    look = ["git", "-C", str(bench.root), "status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/*.md", ":!bench/*.toml"]
    changed = _asked(look).strip()
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        f"{now:%Y-%m-%d %H:%M} UTC; {os.cpu_count()} × {processor}, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().split('-')[0]}; load {load_before:.1f} before, {load():.1f} behind; "
        f"commit {commit}{' with changes' if changed else ''}; Java {java}, "
        f"Spark {_first(r'^spark (.*)$', told)}, Python {platform.python_version()}, "
        f"IPython {_first(r'^ipython (.*)$', told)}, ipykernel {version('ipykernel')}, "
        f"Jupyter Kernel Gateway {version('jupyter_kernel_gateway')}."
    )
