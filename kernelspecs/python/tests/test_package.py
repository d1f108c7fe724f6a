"""What `pip` makes of the checkout."""

import configparser
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path


def test_wheel_hasThePackage_itsTypes_itsProvisioner_andWhatItNeeds(tmp_path):
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "-w", tmp_path, root], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("hearth_jupyter-*-py3-none-any.whl")
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
