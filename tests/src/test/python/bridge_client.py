"""What Jupyter's own client does with a kernel that is Hearth's bridge, one play of it.

Usage: bridge_client.py PLAY KERNEL...; the kernelspecs are found by JUPYTER_PATH. A line that begins with `> ` asks the one who
started this to do something, which is answered on standard input.
"""

import json
import os
import re
import sys
import threading
import time

import zmq
from jupyter_client.manager import KernelManager

PATIENCE = 90  # seconds, for a machine that is busy


def say(line):
    print(line, flush=True)


def ask(what):
    say("> " + what)
    return sys.stdin.readline().strip()


def check(condition, *what):
    if not condition:
        raise AssertionError(what)


def start(kernel, **settings):
    manager = KernelManager(kernel_name=kernel, **settings)
    manager.start_kernel()
    return manager, join(manager)


def join(manager):
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=PATIENCE)
    return client


def end(manager, client):
    client.stop_channels()
    manager.shutdown_kernel()
    check(not manager.is_alive(), "the kernel's process has not ended")


def run(client, code, **more):
    """Reply, text of what stays to be seen, and all messages."""
    seen = []
    reply = client.execute_interactive(code, timeout=PATIENCE, output_hook=seen.append, **more)
    kept = []
    for message in seen:
        kept = [] if message["msg_type"] == "clear_output" else [*kept, message]
    text = "".join(m["content"].get("text", "") for m in kept if m["msg_type"] == "stream")
    return reply["content"], text, seen


def states(messages):
    return [m["content"]["execution_state"] for m in messages if m["msg_type"] == "status"]


def notices(messages):
    return [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] in ("display_data", "update_display_data")]


def count_through(client, deed):
    """A cell that counts, and what is done in the middle of it."""
    count = 1500
    texts = []

    def hear(message):
        if message["msg_type"] == "stream":
            texts.append(message["content"]["text"])
            if len(texts) == 1:
                doing.start()

    doing = threading.Thread(target=ask, args=[deed])
    reply = client.execute_interactive(
        f"import time\nfor i in range({count}):\n    print(i, flush=True); time.sleep(0.003)",
        timeout=PATIENCE,
        output_hook=hear,
    )
    doing.join()
    check(reply["content"]["status"] == "ok", reply)
    check("".join(texts).split() == [str(i) for i in range(count)], "".join(texts)[:2000])
    say("every number came once")


def whole(kernel):
    """One kernel from its start without a gateway to its end."""
    begun = time.monotonic()
    manager, client = start(kernel)
    say(f"kernel_info after {time.monotonic() - begun:.2f} s, without a gateway")

    done = []
    cell = threading.Thread(target=lambda: done.append(run(client, "print('hello'); 6 * 7")))
    watcher = manager.blocking_client()
    watcher.start_channels()
    cell.start()
    while True:
        message = watcher.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "display_data":
            break
    check("waits for the gateway: no gateway answers" in notices([message])[0], message["content"])
    say("the cell says what it waits for")
    ask("start the gateway")
    cell.join()
    content, text, seen = done[0]
    check(content["status"] == "ok" and text == "hello\n", content, text)
    check(states(seen) == ["busy", "idle"], states(seen))
    say("the cell ran when there was a gateway")

    content, text, _ = run(client, "print(input('name? '))", allow_stdin=True, stdin_hook=lambda _: client.input("Ada"))
    check(text == "Ada\n", content, text)
    while True:
        message = watcher.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "stream" and message["content"]["text"] == "Ada\n":
            break
    say("both clients see the answer of one")

    asked = client.execute("import time; time.sleep(600)")
    while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "execute_input":
        pass
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=PATIENCE)
    check(reply["parent_header"]["msg_id"] == asked and reply["content"]["ename"] == "KeyboardInterrupt", reply)
    say("a message interrupts")

    count_through(client, "kill the gateway and start it again")
    watcher.stop_channels()
    manager.restart_kernel()
    client.wait_for_ready(timeout=PATIENCE)
    content, text, _ = run(client, "print('time' in globals())")
    check(text == "False\n", content, text)
    say("restarted")
    end(manager, client)


def orphan(kernel):
    """Is killed while its kernel runs."""
    _, client = start(kernel)
    _, text, _ = run(client, "x = 41; print('kept', x)")
    check(text == "kept 41\n", text)
    ask("kill this process")


def attach(kernel):
    """A session that is there: what it said comes first, and goes on when this is over."""
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    texts = []
    while "kept 41\n" not in texts:
        texts.append(client.get_iopub_msg(timeout=PATIENCE)["content"].get("text", ""))
    say("the history came")
    content, text, _ = run(client, "print(x + 1)")
    check(text == "42\n", content, text)
    end(manager, client)


def encrypted(kernel):
    """Sockets that speak CurveZMQ, with keys that jupyter_client made."""
    manager, client = start(kernel, transport_encryption="required")
    with open(manager.connection_file) as file:
        check(json.load(file)["curve_secretkey"], "the connection file has no keys")
    content, text, _ = run(client, "print(input())", allow_stdin=True, stdin_hook=lambda _: client.input("Ada"))
    check(text == "Ada\n", content, text)
    check(client.is_alive(), "the heart does not beat")
    manager.interrupt_kernel()
    end(manager, client)


def untrusted(kernel):
    """A gateway whose certificate is a stranger's."""
    manager, client = start(kernel)
    client.execute("1")
    notice = ""
    while "no gateway answers" not in notice:
        message = client.get_iopub_msg(timeout=PATIENCE)
        notice = (notices([message]) or [""])[0]
    check("PKIX" in notice or "certif" in notice, notice)
    say("the certificate is not trusted")
    end(manager, client)


def several(*kernels):
    """Kernels that start at once, with a gateway that none of them finds."""
    managers = [KernelManager(kernel_name=kernel) for kernel in kernels]
    for manager in managers:
        manager.start_kernel()
    clients = [join(manager) for manager in managers]
    asked = [client.execute("print(6 * 7)") for client in clients]
    notice = ""
    while "is being started" not in notice:
        message = clients[0].get_iopub_msg(timeout=PATIENCE)
        notice = (notices([message]) or [""])[0]
    say("the cell says that a gateway is being started")
    ask("look at the sessions")
    for manager, client in list(zip(managers, clients))[1:]:
        end(manager, client)
    reply = clients[0].get_shell_msg(timeout=PATIENCE)
    while reply["parent_header"].get("msg_id") != asked[0]:
        reply = clients[0].get_shell_msg(timeout=PATIENCE)
    check(reply["content"]["status"] == "ok", reply)
    count_through(clients[0], "kill the gateway")
    end(managers[0], clients[0])


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read())[1]) // 1024


def hostile(kernel):
    """Whoever speaks wrongly, too much, or never reads harms nobody else."""
    manager, client = start(kernel)
    check(run(client, "1")[0]["status"] == "ok")
    with open(manager.connection_file) as file:
        connection = json.load(file)
    context = zmq.Context()

    def socket(kind, channel):
        made = context.socket(kind)
        made.linger = 0
        made.connect(f"tcp://{connection['ip']}:{connection[channel + '_port']}")
        return made

    deaf = socket(zmq.SUB, "iopub")
    deaf.rcvhwm = 1
    deaf.subscribe(b"")
    forger = client.session.clone()
    forger.key = b"another key"
    with socket(zmq.DEALER, "shell") as shell, socket(zmq.DEALER, "control") as control:
        forger.send(shell, "execute_request", {"code": "import os; os._exit(1)", "silent": False})
        for made in (shell, control):
            made.send_multipart([os.urandom(1000)])
            made.send_multipart([b"<IDS|MSG>"])
            made.send_multipart([b"<IDS|MSG>", b"", b"{}"])
            made.send_multipart([b"<IDS|MSG>", b"0" * 64, b"{", b"{}", b"{}", b"{}"])
            made.send_multipart([b"x"] * 3000)
        check(run(client, "1")[0]["status"] == "ok")
    say("garbage and forgeries are dropped")

    flood = manager.blocking_client()
    flood.start_channels()
    flood.get_iopub_msg(timeout=PATIENCE)
    begun = time.monotonic()
    for number in range(10_000):
        flood.session.send(flood.shell_channel.socket, "comm_info_request", {"target_name": str(number)})
    rate = 10_000 / (time.monotonic() - begun)
    check(run(client, "1")[0]["status"] == "ok")
    flood.stop_channels()
    say(f"{rate:.0f} messages a second came in")

    size, count = 1 << 20, 120
    texts = []
    content, _, _ = run(client, "1")
    reply = client.execute_interactive(
        f"import sys\nfor i in range({count}):\n    sys.stdout.write(chr(97 + i % 26) * {size}); sys.stdout.flush()",
        timeout=2 * PATIENCE,
        output_hook=lambda m: texts.append(m["content"].get("text", "") if m["msg_type"] == "stream" else ""),
    )
    check(reply["content"]["status"] == "ok", reply)
    text = "".join(texts)
    check(len(text) == size * count, len(text), size * count)
    memory = resident(manager.provisioner.process.pid)
    say(f"{size * count >> 20} MiB beside a subscriber that never reads: {memory} MiB resident")
    deaf.close()
    end(manager, client)
    context.term()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
    say("over")
