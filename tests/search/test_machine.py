"""What of the machine a run may use: its container's limits count, of both versions of control groups."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from trainopt.search.machine import machine_bytes, processors
from trainopt.search.params import Params

Lay = Callable[..., None]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """A machine of 16 processors on which these files say what they say."""
    monkeypatch.setattr("trainopt.search.machine.ROOT", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))

    def lay_out(groups: str, files: dict[str, str]) -> None:
        texts = {f"sys/fs/cgroup/{name}": text for name, text in files.items()}
        texts["proc/self/cgroup"] = groups
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(f"{text}\n", encoding="ascii")

    return lay_out


V1 = "4:cpu,cpuacct:/docker/x\n3:memory:/docker/x"


@pytest.mark.parametrize(
    ("groups", "files", "found"),
    [
        ("0::/", {"cpu.max": "200000 100000"}, 2),
        ("0::/", {"cpu.max": "350000 100000"}, 3),
        ("0::/", {"cpu.max": "50000 100000"}, 1),
        ("0::/", {"cpu.max": "max 100000"}, 16),
        ("0::/", {}, 16),
        ("0::/pod/box", {"pod/box/cpu.max": "max 100000", "pod/cpu.max": "400000 100000"}, 4),
        (V1, {"cpu/docker/x/cpu.cfs_quota_us": "300000", "cpu/docker/x/cpu.cfs_period_us": "100000"}, 3),
        (V1, {"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "100000"}, 3),
        (V1, {"cpu/docker/x/cpu.cfs_quota_us": "-1", "cpu/docker/x/cpu.cfs_period_us": "100000"}, 16),
    ],
    ids=["two", "three and a half", "half a one", "no quota", "no file", "of the group around it",
         "version 1", "version 1 in a container", "version 1 without a quota"],
)  # fmt: skip
def test_the_quota_of_a_container_counts(lay: Lay, groups: str, files: dict[str, str], found: int) -> None:
    lay(groups, files)
    assert processors() == found
    assert Params().threads == found
    assert Params(workers=7).threads == 7


@pytest.mark.parametrize(
    ("groups", "name"), [("0::/", "memory.max"), (V1, "memory/docker/x/memory.limit_in_bytes")]
)
def test_the_memory_of_a_container_counts(lay: Lay, groups: str, name: str) -> None:
    lay(groups, {name: "1000000"})
    assert machine_bytes() == 1_000_000
    lay(groups, {name: "max" if "max" in name else "9223372036854771712"})
    assert machine_bytes() == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
