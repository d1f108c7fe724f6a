"""Jupyter's programs for notebooks on Hearth's kernels, as processes of their own or as users call them.

Usage:
  notebook_tools.py papermill STORED OUT         runs the notebook and compares it with what is stored (notebook_check.py)
  notebook_tools.py nbconvert STORED OUT
  notebook_tools.py many KERNEL COUNT            notebooks one after another by nbclient, and what is left over
  notebook_tools.py console KERNEL               `jupyter console`, and another one on its kernel

Kernels are found by JUPYTER_PATH, or are those of the gateway that JUPYTER_GATEWAY_URL names.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat

MANAGER = "jupyter_server.gateway.managers.GatewayKernelManager"
PATIENCE = 120  # seconds, for a machine that is busy

by_gateway = "JUPYTER_GATEWAY_URL" in os.environ


def numberless(notebook):
    """Without the numbers of cells and results, which are others where cells were left out."""
    return nbformat.reads(re.sub(r"\b(res|In\[|cell )\d+", r"\1", Path(notebook).read_text()), as_version=4)


def compare(stored, out):
    from notebook_check import complaints

    before = numberless(stored).cells
    after = numberless(out)
    nbformat.validate(after)
    cells = [cell for cell in after.cells if "injected-parameters" not in cell.metadata.get("tags", [])]
    found = 0
    for one, other in zip(before, cells, strict=True):
        if other.cell_type == "code":
            for complaint in complaints(one, other):
                found += 1
                print(f"{stored}, cell {other.id} {complaint}")
    print(f"{len(cells)} cells, {found} complaints", flush=True)
    sys.exit(found > 0)


def kernel_of(notebook):
    return nbformat.read(notebook, as_version=4).metadata.kernelspec.name


def without_errors(stored, out):
    """papermill ends with an error whatever the tags of a cell say."""
    notebook = nbformat.read(stored, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "raises-exception" not in cell.metadata.get("tags", [])]
    copy = out.replace(".ipynb", ".in.ipynb")
    nbformat.write(notebook, copy)
    return copy


def papermill(example, out):
    stored, folder = without_errors(example, out), os.path.dirname(example)
    if by_gateway:  # its command line has no option for this
        import papermill as program

        program.execute_notebook(
            stored, out, kernel_name=kernel_of(stored), kernel_manager_class=MANAGER, progress_bar=False, cwd=folder
        )
    else:
        subprocess.run(
            [sys.executable, "-m", "papermill", stored, out, "--no-progress-bar", "--cwd", folder], check=True
        )
    compare(stored, out)


def nbconvert(stored, out):
    options = [f"--ExecutePreprocessor.kernel_name={kernel_of(stored)}", f"--ExecutePreprocessor.timeout={PATIENCE}"]
    if by_gateway:
        options.append(f"--ExecutePreprocessor.kernel_manager_class={MANAGER}")
    target = Path(out)
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", stored, *options]
        + ["--output", target.stem, "--output-dir", str(target.parent)],
        check=True,
    )
    compare(stored, out)


def many(kernel, count):
    import psutil
    from nbclient import NotebookClient

    own = psutil.Process()
    figures = []
    for number in range(int(count)):
        code = f"import os\nprint('notebook', {number}, os.getpid() > 0)"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code), nbformat.v4.new_code_cell("x = 6 * 7\nx")])
        more = {"kernel_manager_class": MANAGER} if by_gateway else {}
        client = NotebookClient(notebook, kernel_name=kernel, timeout=PATIENCE, startup_timeout=PATIENCE, **more)
        client.execute(**({"kernel_name": kernel} if by_gateway else {}))  # else jupyter_server asks for "python3"
        texts = notebook.cells[0].outputs[0].text, notebook.cells[1].outputs[0].data["text/plain"]
        assert texts == (f"notebook {number} True\n", "42"), texts
        figures.append((len(own.children(recursive=True)), own.num_fds(), own.num_threads()))
    print(f"{count} notebooks ran; children, files and threads after the first {figures[0]}, after the last {figures[-1]}")
    assert figures[-1][0] == 0, figures
    # What the first one opened for good (event loops, contexts) may stay; a leak would be one at least for each notebook.
    assert figures[-1][1] < figures[0][1] + max(2, int(count) // 2), figures
    assert figures[-1][2] < figures[0][2] + max(2, int(count) // 2), figures


def console(kernel):
    import pexpect

    def begin(*options):
        return pexpect.spawn(
            sys.executable,
            ["-c", "from jupyter_console.app import main; main()", *options],
            timeout=PATIENCE,
            dimensions=(50, 120),
            encoding="utf-8",
            logfile=sys.stderr,
        )

    first = begin("--kernel", kernel, f"--ZMQTerminalInteractiveShell.kernel_timeout={PATIENCE}")
    first.expect(r"In \[")
    first.send("x = 41; print('first', x)\r")
    first.expect(r"first 41\r?\n")
    files = list(Path(os.environ["JUPYTER_RUNTIME_DIR"]).glob("kernel-*.json"))
    assert len(files) == 1, files
    second = begin("--existing", str(files[0]))
    second.expect(r"In \[")
    second.send("print('second', x + 1)\r")
    second.expect(r"second 42\r?\n")
    second.close(force=True)  # its end is not the kernel's
    first.send("print('still', x + 2)\r")
    first.expect(r"still 43\r?\n")
    first.expect(r"In \[")
    first.sendeof()
    first.expect_exact("Do you really want to exit")
    first.send("y\r")  # which ends the kernel that it started
    first.expect(pexpect.EOF)
    print("two consoles on one kernel", flush=True)


globals()[sys.argv[1]](*sys.argv[2:])
