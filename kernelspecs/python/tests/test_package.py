"""What `pip` makes of the checkout."""

import configparser
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
import websockets


def run(*command):
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    root = Path(__file__).resolve().parents[1]
    run("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(root))
    (made,) = folder.glob("hearth_jupyter-*-py3-none-any.whl")
    return made


def test_client_needsWebsocketsAlone(wheel, tmp_path):
    """No Jupyter, no ZeroMQ, no pandas: an interpreter that sees the wheel's content and websockets, and nothing else."""
    run("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(tmp_path), str(wheel))
    (tmp_path / "websockets").symlink_to(Path(websockets.__file__).parent)
    code = "import sys; sys.path.insert(0, sys.argv[1]); import hearth; print(hearth.__file__, hearth.Client('http://a:1', 's3'))"
    shown = run("-I", "-S", "-B", "-c", code, str(tmp_path))
    assert shown.split(maxsplit=1) == [str(tmp_path / "hearth" / "__init__.py"), "Client('http://a:1')\n"]


def test_wheel_hasThePackage_itsTypes_itsProvisioner_andWhatItNeeds(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        assert {"hearth/__init__.py", "hearth/py.typed", "hearth/kernel/provisioner.py"} <= set(names)
        assert not [name for name in names if "tests/" in name or "__pycache__" in name]
        folder = next(name for name in names if name.endswith(".dist-info/METADATA")).rpartition("/")[0]
        entries = configparser.ConfigParser()
        entries.read_string(packed.read(folder + "/entry_points.txt").decode())
        metadata = Parser().parsestr(packed.read(folder + "/METADATA").decode())
    provisioners = dict(entries["jupyter_client.kernel_provisioners"])
    assert provisioners == {"hearth-provisioner": "hearth.kernel.provisioner:HearthProvisioner"}
    needed = [each for each in metadata.get_all("Requires-Dist") if "extra ==" not in each]
    assert [each.split("<")[0].split(">")[0] for each in needed] == ["websockets"]
