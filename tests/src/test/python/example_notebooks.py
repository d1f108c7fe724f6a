"""Runs notebooks by nbclient through jupyter_server's gateway client and compares what they show with what is stored in them.

Usage: example_notebooks.py GATEWAY_URL TOKEN PATH_TOKEN [--write] NOTEBOOK...
Outputs of cells with the tag "compare" must be the stored ones. With --write they are stored instead.
"""

import json
import os
import sys
import time

arguments = [each for each in sys.argv[1:] if each != "--write"]
write = "--write" in sys.argv
url, token, path_token, *files = arguments
os.environ["JUPYTER_GATEWAY_URL"] = f"{url}/t/{path_token}"
os.environ["JUPYTER_GATEWAY_AUTH_TOKEN"] = token

import nbformat  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

gateway = GatewayClient.instance()
gateway.url = os.environ["JUPYTER_GATEWAY_URL"]
gateway.auth_token = token


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", [])


def shown(cell):
    """Outputs without what differs from run to run; the parts of one stream are one text."""
    found = []
    for output in cell.outputs:
        output = json.loads(json.dumps(output))
        output.pop("execution_count", None)
        output.pop("transient", None)
        if output["output_type"] == "stream" and found and found[-1].get("name") == output["name"]:
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    return found


failed = False
for file in files:
    begin = time.monotonic()
    stored = nbformat.read(file, as_version=4)
    notebook = nbformat.read(file, as_version=4)
    kernel = notebook.metadata.kernelspec.name
    NotebookClient(
        notebook,
        timeout=60,
        startup_timeout=60,
        record_timing=False,
        store_widget_state=False,
        kernel_manager_class="jupyter_server.gateway.managers.GatewayKernelManager",
    ).execute(kernel_name=kernel)
    nbformat.validate(notebook)
    compared = 0
    for before, after in zip(stored.cells, notebook.cells):
        if after.cell_type != "code":
            continue
        after.metadata.pop("execution", None)
        if tagged(after, "raises-exception") and not any(each.output_type == "error" for each in after.outputs):
            failed = True
            print(f"{file}, cell {after.id}: no error")
        if not tagged(after, "compare"):
            if write:
                after.outputs, after.execution_count = [], None
            continue
        compared += 1
        if not write and shown(before) != shown(after):
            failed = True
            print(f"{file}, cell {after.id} shows\n  {shown(after)}\nand not, as is stored,\n  {shown(before)}")
    if write:
        notebook.metadata = stored.metadata
        nbformat.write(notebook, file)
    print(f"{os.path.basename(file)}: {compared} cells compared, {time.monotonic() - begin:.1f} s", flush=True)
sys.exit(failed)
