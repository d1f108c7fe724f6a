"""Jupyter's own tests of kernels, on kernels that the provisioner makes."""

import os
import subprocess
import sys

from gateway import checkout


def test_jupyterKernelTest_passes(gateway):
    """Python here; `./hearth test --all` has all three languages on the provisioner."""
    script = checkout() / "tests" / "src" / "test" / "python" / "kernel_conformance.py"
    command = [sys.executable, str(script), "provisioner", "PythonTest", "WelcomeTest"]
    env = {**os.environ, "HEARTH_TEST_URL": gateway.url, "HEARTH_TEST_TOKEN": gateway.token}
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=170)
    assert done.returncode == 0, done.stdout
    assert "0 skipped" in done.stdout
