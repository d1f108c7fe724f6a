"""Has nbclient run a cell, and another one queued, while the driver is killed; says how each ended.

Usage: nbclient_death.py GATEWAY_URL TOKEN PATH_TOKEN KERNEL
"""

import asyncio
import os
import signal
import sys

url, token, path_token, kernel = sys.argv[1:5]
os.environ["JUPYTER_GATEWAY_URL"] = f"{url}/t/{path_token}"
os.environ["JUPYTER_GATEWAY_AUTH_TOKEN"] = token

import nbformat  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, DeadKernelError  # noqa: E402
from nbclient.util import ensure_async  # noqa: E402

gateway = GatewayClient.instance()
gateway.url = os.environ["JUPYTER_GATEWAY_URL"]
gateway.auth_token = token

new_cell = nbformat.v4.new_code_cell
notebook = nbformat.v4.new_notebook(
    cells=[
        new_cell("import os\nprint(os.getppid())"),
        new_cell("import time\nprint('under way', flush=True)\ntime.sleep(120)"),
    ]
)
client = NotebookClient(
    notebook,
    timeout=60,
    startup_timeout=60,
    kernel_name=kernel,
    kernel_manager_class="jupyter_server.gateway.managers.GatewayKernelManager",
)


async def reply_to(msg_id):
    while True:
        message = await ensure_async(client.kc.get_shell_msg(timeout=20))
        if message["parent_header"].get("msg_id") == msg_id:
            return message["content"]


async def main():
    async with client.async_setup_kernel(kernel_name=kernel):
        await client.async_execute_cell(notebook.cells[0], 0)
        pid = int(notebook.cells[0].outputs[0].text)
        running = asyncio.create_task(client.async_execute_cell(notebook.cells[1], 1))
        while not notebook.cells[1].outputs:
            await asyncio.sleep(0.02)
        queued = await ensure_async(client.kc.execute("1 + 1"))
        os.kill(pid, signal.SIGKILL)
        try:
            await asyncio.wait_for(running, 20)
            print("running: no error")
        except CellExecutionError as error:
            print("running:", error.ename)
        except DeadKernelError:
            print("running: DeadKernelError")
        print("queued:", (await reply_to(queued))["status"])
        nbformat.validate(notebook)


asyncio.run(main())
