"""Runs notebooks by nbclient through jupyter_server's gateway client and checks what they show (notebook_check.py).

Usage: example_notebooks.py GATEWAY_URL TOKEN PATH_TOKEN [--write] NOTEBOOK...
Two run at a time, each on a kernel of its own. With --write the outputs of cells with the tag "compare" are stored instead.
"""

import asyncio
import os
import sys
import time
import traceback

arguments = [each for each in sys.argv[1:] if each != "--write"]
write = "--write" in sys.argv
url, token, path_token, *files = arguments
os.environ["JUPYTER_GATEWAY_URL"] = f"{url}/t/{path_token}"
os.environ["JUPYTER_GATEWAY_AUTH_TOKEN"] = token

import nbformat  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from notebook_check import complaints, tags  # noqa: E402

gateway = GatewayClient.instance()
gateway.url = os.environ["JUPYTER_GATEWAY_URL"]
gateway.auth_token = token


def store(notebook, stored, file):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            if "compare" not in tags(cell):
                cell.outputs, cell.execution_count = [], None
    notebook.metadata = stored.metadata
    nbformat.write(notebook, file)


async def run(file, turn):
    """The number of complaints."""
    try:
        async with turn:
            return await checked(file)
    except Exception:  # the other notebooks go on
        print(f"{file}: {traceback.format_exc()}", flush=True)
        return 1


async def checked(file):
    begin = time.monotonic()
    stored = nbformat.read(file, as_version=4)
    notebook = nbformat.read(file, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=60,
        startup_timeout=60,
        record_timing=False,
        store_widget_state=False,
        kernel_manager_class="jupyter_server.gateway.managers.GatewayKernelManager",
    )
    await client.async_execute(kernel_name=notebook.metadata.kernelspec.name)
    nbformat.validate(notebook)
    found = 0
    compared = 0
    for before, after in zip(stored.cells, notebook.cells, strict=True):
        if after.cell_type == "code":
            compared += "compare" in tags(before)
            for complaint in complaints(after if write else before, after):
                found += 1
                print(f"{file}, cell {after.id} {complaint}")
    if write:
        store(notebook, stored, file)
    print(f"{os.path.basename(file)}: {compared} cells compared, {time.monotonic() - begin:.1f} s", flush=True)
    return found


async def main():
    turn = asyncio.Semaphore(2)
    return sum(await asyncio.gather(*(run(file, turn) for file in files)))


sys.exit(min(1, asyncio.run(main())))
