import json
import os

import pytest
from gateway import Gateway
from jupyter_client.manager import KernelManager

from hearth import Client


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    made = Gateway(tmp_path_factory.mktemp("gateway"))
    made.start()
    yield made
    with Client(made.url, made.token) as client:
        for each in client.sessions():
            client.rest.delete(f"/hearth/sessions/{each['id']}?purge=true")
    made.stop()


def kernelspec(folder, name, gateway, language="python", **config):
    """A kernelspec of the provisioner, whose token stands in a file."""
    token = folder / "token"
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text(gateway.token)
    spec = folder / "kernels" / name
    spec.mkdir(parents=True)
    provisioner = {
        "provisioner_name": "hearth-provisioner",
        "config": {"url": gateway.url, "token_file": str(token), **config},
    }
    (spec / "kernel.json").write_text(
        json.dumps(
            {
                "argv": [],
                "display_name": name,
                "language": language,
                "interrupt_mode": "message",
                "metadata": {"kernel_provisioner": provisioner, "supported_encryption": ["curve"]},
            }
        )
    )


@pytest.fixture(scope="session")
def specs(gateway, tmp_path_factory):
    """Jupyter's folder with the kernelspecs of these tests."""
    folder = tmp_path_factory.mktemp("jupyter")
    kernelspec(folder, "hearth-test", gateway)
    kernelspec(folder, "hearth-test-sql", gateway, language="sql")
    kernelspec(folder, "hearth-test-keep", gateway, keep=True)
    kernelspec(folder, "hearth-test-nowhere", gateway, profile="no-such-profile")
    os.environ["JUPYTER_PATH"] = str(folder)
    os.environ["JUPYTER_RUNTIME_DIR"] = str(folder / "runtime")
    return folder


@pytest.fixture(scope="module")
def warm(specs):
    """A kernel for the tests of a module that leave it as it was."""
    manager = KernelManager(kernel_name="hearth-test")
    manager.start_kernel()
    yield manager
    manager.shutdown_kernel()


@pytest.fixture
def connected(warm):
    """That kernel, with a client of the test's own."""
    kc = warm.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=30)
    yield warm, kc
    kc.stop_channels()
