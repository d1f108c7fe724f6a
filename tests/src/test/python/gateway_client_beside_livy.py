"""One session, used by jupyter_server's gateway client, unmodified, and by a client of Livy's API at the same time.

Usage: gateway_client_beside_livy.py GATEWAY_URL TOKEN PATH_TOKEN KERNEL
Prints what each of them saw, a line each.
"""

import asyncio
import json
import os
import sys
import time
import urllib.request

url, token, path_token, kernel = sys.argv[1:5]
os.environ["JUPYTER_GATEWAY_URL"] = f"{url}/t/{path_token}"
os.environ["JUPYTER_GATEWAY_AUTH_TOKEN"] = token

import nbformat  # noqa: E402
from jupyter_server.gateway.gateway_client import GatewayClient  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

SLOW = """
def work(x):
    import time
    time.sleep(300 * x)
    return x
spark.sparkContext.parallelize(range(2), 2).map(work).count()
"""
CELLS = [
    "total = spark.sparkContext.parallelize(range(100), 4).sum(); total",
    "from_livy * 2",
    SLOW,
    "len(spark.sparkContext.statusTracker().getActiveJobsIds())",
]

gateway = GatewayClient.instance()
gateway.url = os.environ["JUPYTER_GATEWAY_URL"]
gateway.auth_token = token
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
client = NotebookClient(
    notebook,
    timeout=120,
    startup_timeout=180,
    kernel_name=kernel,
    kernel_manager_class="jupyter_server.gateway.managers.GatewayKernelManager",
)


def call(path, body=None):
    request = urllib.request.Request(url + path, None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


async def text(index):
    await client.async_execute_cell(notebook.cells[index], index)
    results = [each for each in notebook.cells[index].outputs if each.output_type == "execute_result"]
    return results[-1].data["text/plain"]


async def livy(path, body=None):
    return await asyncio.to_thread(call, path, body)


async def main():
    async with client.async_setup_kernel(kernel_name=kernel):
        print("notebook:", await text(0))
        number = (await livy(f"/hearth/sessions/{client.km.kernel_id}"))["number"]
        statements = f"/sessions/{number}/statements"
        seen = (await livy(statements))["statements"][-1]
        print("livy sees:", seen["code"] == CELLS[0], seen["output"]["data"]["text/plain"])
        mine = await livy(statements + "?wait=60", {"kind": "pyspark", "code": "from_livy = total + 1; from_livy"})
        print("livy:", mine["output"]["data"]["text/plain"])
        print("notebook:", await text(1))

        slow = asyncio.create_task(client.async_execute_cell(notebook.cells[2], 2))
        deadline = time.monotonic() + 120
        while (await livy(statements))["statements"][-1]["progress"] <= 0:  # one of its two tasks has ended
            if slow.done() or time.monotonic() > deadline:
                raise AssertionError("no task has run")
            await asyncio.sleep(0.1)
        began = time.monotonic()
        await client.km.interrupt_kernel()
        try:
            await asyncio.wait_for(slow, 60)
            print("interrupted: no error")
        except CellExecutionError as error:
            print("interrupted:", error.ename)
        print("jobs after that:", await text(3), "within 10 s:", time.monotonic() - began < 10)


asyncio.run(main())
