"""Starts a kernel that is installed as Jupyter's programs do, and runs a cell on it.

Usage: installed_kernel.py KERNEL CODE; the kernelspec is found by JUPYTER_PATH.
"""

import json
import sys

from jupyter_client.manager import start_new_kernel

PATIENCE = 120  # seconds, for a machine that is busy

manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=PATIENCE)
try:
    info = client.kernel_info(reply=True, timeout=PATIENCE)["content"]
    texts = []
    reply = client.execute_interactive(
        sys.argv[2],
        timeout=PATIENCE,
        output_hook=lambda m: texts.append(m["content"].get("text", "") if m["msg_type"] == "stream" else ""),
    )
    print(json.dumps({"language": info["language_info"]["name"], "status": reply["content"]["status"], "text": "".join(texts)}))
finally:
    client.stop_channels()
    manager.shutdown_kernel()
