"""The build: which compiler makes the kernel for which machine, the islands; it goes on without either."""

from __future__ import annotations

import importlib.util
import json
import platform
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.root import ROOT
from trainopt.kernel.engine import is_available
from trainopt.kernel.library import load


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_compiler_that_is_named_makes_a_library_that_loads(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("no gcc on this machine")
    monkeypatch.setenv("CC", "gcc -w")
    assert build.compiled(platform.machine(), tmp_path / "kernel.so", str(tmp_path))
    assert load(tmp_path / "kernel.so") is not None


@pytest.mark.parametrize("named", ["no-such-compiler", f"{sys.executable} -c 'raise SystemExit(1)'"])
def test_where_nothing_compiles_there_is_no_library(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("CC", named)
    monkeypatch.setattr(build, "find_spec", lambda _: None)
    assert not build.compiled(platform.machine(), tmp_path / "kernel.so", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_zig_compiles_for_the_machine_asked_for_and_an_old_c_library(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(build, "find_spec", lambda _: object())
    (zig,) = build.compilers_for(machine)
    assert zig[-2:] == ["-target", f"{machine}-linux-gnu.2.17"]


def test_without_zig_and_without_a_name_there_is_no_compiler(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(build, "find_spec", lambda _: None)
    assert build.compilers_for("x86_64") == []


def test_the_compiler_that_is_named_is_the_first_for_this_machine_and_none_for_another(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", "gcc -w")
    monkeypatch.setattr(build, "find_spec", lambda _: object())
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    zig = [sys.executable, "-m", "ziglang", "cc", "-target"]
    assert build.compilers_for("x86_64") == [["gcc", "-w"], [*zig, "x86_64-linux-gnu.2.17"]]
    assert build.compilers_for("aarch64") == [[*zig, "aarch64-linux-gnu.2.17"]]


def test_where_the_named_one_fails_the_next_one_compiles(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "kernel.so"
    write = f"import pathlib; pathlib.Path({str(made)!r}).touch()"
    monkeypatch.setattr(
        build, "compilers_for", lambda _: [["no-such-compiler"], [sys.executable, "-c", write]]
    )
    assert build.compiled(platform.machine(), made, str(tmp_path))
    assert made.exists()


def test_where_it_can_be_compiled_it_is_so_that_its_tests_are_not_skipped(build: ModuleType) -> None:
    if platform.libc_ver()[0] != "glibc" or platform.machine() not in build.MACHINES:
        pytest.skip("there is no kernel for this machine")
    if importlib.util.find_spec("ziglang") is None:
        pytest.skip("no compiler is installed with the package's own tools")
    assert is_available(), "build it: pip install --editable ."


def test_without_node_there_are_no_islands(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "find_spec", lambda _: None)
    assert not build.bundled(tmp_path)


def test_where_what_is_locked_cannot_be_had_there_are_no_islands(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fails(command: list[str], _environment: dict[str, str], folder: Path) -> bool:
        asked.append((command[-1], folder))
        return False

    monkeypatch.setattr(build, "node_of_wheel", lambda: [str(tmp_path / "bin" / "node")])
    monkeypatch.setattr(build, "succeeds", fails)
    assert not build.bundled(tmp_path)
    assert asked == [(build.SOON[-1], tmp_path)], "nothing is built of half of it"


def test_where_islands_can_be_built_there_is_each_of_them(build: ModuleType) -> None:
    if not ROOT.joinpath("islands", "node_modules", "esbuild").is_dir():
        pytest.skip("what islands are built with was not to be had")
    sources = {path.parent.name for path in ROOT.glob("islands/src/*/main.ts")}
    built = {path.stem for path in ROOT.glob("trainopt/web/static/islands/*.js")}
    assert sources <= built, "build them: pip install --no-deps --no-build-isolation --editable ."


def test_the_lock_of_the_islands_names_hashes_and_no_address() -> None:
    lock = ROOT.joinpath("islands", "package-lock.json").read_text(encoding="utf-8")
    packages = {name: one for name, one in json.loads(lock)["packages"].items() if name}
    assert len(packages) > 50
    assert [name for name, one in packages.items() if not one["integrity"].startswith("sha512-")] == []
    assert '"resolved"' not in lock
