"""Runs a notebook through jupyter_server's gateway client and nbclient, unmodified, and checks what came back.

Usage: nbclient_notebook.py GATEWAY_URL TOKEN PATH_TOKEN NOTEBOOK KERNEL OUT
The token goes in the Authorization header of REST calls; the WebSocket carries none, so the URL holds a path token.
"""

import os
import sys

url, token, path_token, notebook_path, kernel, out = sys.argv[1:7]
os.environ["JUPYTER_GATEWAY_URL"] = f"{url}/t/{path_token}"
os.environ["JUPYTER_GATEWAY_AUTH_TOKEN"] = token
os.environ["KERNEL_WORKING_DIR"] = os.path.dirname(os.path.abspath(notebook_path))

import nbformat  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

gateway = GatewayClient.instance()
gateway.url = os.environ["JUPYTER_GATEWAY_URL"]
gateway.auth_token = token

notebook = nbformat.read(notebook_path, as_version=4)
client = NotebookClient(
    notebook,
    timeout=180,
    startup_timeout=60,
    kernel_name=kernel,
    kernel_manager_class="jupyter_server.gateway.managers.GatewayKernelManager",
)
# Without the name jupyter_server 2.21 asks for "python3", whatever the notebook says.
client.execute(kernel_name=kernel)
nbformat.validate(notebook)
nbformat.write(notebook, out)
print("executed", len([c for c in notebook.cells if c.cell_type == "code"]), "cells")
