"""What `deploy/` and the runbook show is checked by the programs that will read it, and run if it can be."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click
import pytest

from tests.support.processes import PATIENCE
from tests.support.root import ROOT
from tests.support.running import write_mini
from trainopt.cli.app import app
from trainopt.runs.nightly.rules import PublicationRules, read_rules

DEPLOY = ROOT / "deploy"
RUNBOOK = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")


NIGHT = "04:15"
ZONES = sorted(
    zone for zone in available_timezones() if re.match("Europe/|Atlantic/|America/|US/|Canada/", zone)
)


def needs(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program} here")
    return found


def parsed(words: list[str]) -> click.Context:
    """The command line as trainopt takes it, and nothing done."""
    command = app.get_command(click.Context(app), words[0])
    assert command is not None
    return command.make_context(words[0], words[1:], obj=0.0)


def nightly_words(text: str) -> list[str]:
    """What stands after `trainopt` in a command of a file, lines joined."""
    (found,) = re.findall(r"bin/trainopt (nightly .*?)(?: >>|\n\n|$)", text.replace("\\\n", " "), re.DOTALL)
    values = {"TIME_LIMIT": "2h", "DATASET": "incoming"}
    return shlex.split(re.sub(r"\$\{?(\w+)\}?", lambda name: values[name[1]], found))


@pytest.mark.parametrize("name", ["systemd/trainopt-nightly.service", "crontab"])
def test_the_command_is_one_that_trainopt_takes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINOPT_STORE", "store.db")
    params = parsed(nightly_words((DEPLOY / name).read_text(encoding="utf-8"))).params
    assert (params["where"], str(params["dataset"]), params["time_limit"]) == ("store.db", "incoming", 7200)
    assert params["metrics"] is not None
    assert params["require_sums"]


def test_under_systemd_replay_folders_are_kept_and_the_metrics_can_be_read() -> None:
    unit = (DEPLOY / "systemd" / "trainopt-nightly.service").read_text(encoding="utf-8")
    (temporary,) = re.findall(r"^Environment=TMPDIR=/var/lib/(.*)$", unit, re.MULTILINE)
    (kept,) = re.findall(r"^StateDirectory=(.*)$", unit, re.MULTILINE)
    assert temporary in kept.split()
    (mask,) = re.findall(r"^UMask=(\d+)$", unit, re.MULTILINE)
    assert not int(mask, 8) & 0o044


def test_under_systemd_others_read_the_metrics_alone() -> None:
    """The folder of the store is closed to them; that of the metrics lies beside it, and may be written."""
    unit = (DEPLOY / "systemd" / "trainopt-nightly.service").read_text(encoding="utf-8")
    (mode,) = re.findall(r"^StateDirectoryMode=(\d+)$", unit, re.MULTILINE)
    assert not int(mode, 8) & 0o007
    (folder,) = re.findall(r"--metrics (\S+)/", unit)
    assert folder in re.findall(r"^ReadWritePaths=(.*)$", unit, re.MULTILINE)
    assert not folder.startswith("/var/lib/trainopt/")
    assert re.search(rf"^ +install -d .*{re.escape(folder)}", RUNBOOK, re.MULTILINE)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = needs("systemd-analyze")
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text(encoding="utf-8").replace("/opt/trainopt/.venv/bin/trainopt", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
        units.append(str(tmp_path / unit.name))
    checked = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    broken = tmp_path / "broken.service"
    broken.write_text("[Service]\nType=oneshot\nExecStart=true\nNoSuch=1\n", encoding="utf-8")
    told = subprocess.run([analyze, "verify", str(broken)], capture_output=True, text=True, check=False)
    assert "NoSuch" in told.stderr


SERVICE = DEPLOY / "systemd" / "trainopt-nightly.service"
LEAST_EXPOSED = 30
"""What `systemd-analyze security` may say of the service, in tenths: of 10.0, wide open."""


def exposure(unit: Path) -> subprocess.CompletedProcess[str]:
    command = [
        needs("systemd-analyze"),
        "security",
        "--offline=true",
        f"--threshold={LEAST_EXPOSED}",
        str(unit),
    ]
    ran = subprocess.run([*command, "--no-pager"], capture_output=True, text=True, check=False)
    if "unrecognized option" in ran.stderr:
        pytest.skip("this systemd-analyze looks at no unit offline: systemd 250 does")
    return ran


def test_the_service_is_closed_to_what_it_does_not_need(tmp_path: Path) -> None:
    assert exposure(SERVICE).returncode == 0, exposure(SERVICE).stdout
    wide = tmp_path / SERVICE.name
    kept = [line for line in SERVICE.read_text(encoding="utf-8").splitlines() if "SystemCall" not in line]
    kept = [line for line in kept if not re.match("Capability|Restrict|Private|Protect", line)]
    wide.write_text("\n".join(kept), encoding="utf-8")
    assert exposure(wide).returncode != 0


REFUSED_WITHOUT_HARM = {"fchown", "mbind"}
"""SQLite asks for the first as root alone; the second is numpy's advice on where memory lies."""


def syscalls(name: str) -> set[str]:
    """The system calls of a group, those of the groups within it too."""
    command = [needs("systemd-analyze"), "syscall-filter", name]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.strip() for line in told.splitlines()[1:]]
    members = [line for line in lines if line and not line.startswith("#")]
    return {one for line in members for one in (syscalls(line) if line.startswith("@") else {line})}


@pytest.mark.slow
def test_a_night_makes_no_system_call_that_the_service_refuses(tmp_path: Path) -> None:
    strace = needs("strace")
    allowed: set[str] = set()
    for groups in re.findall(r"^SystemCallFilter=(.*)$", SERVICE.read_text(encoding="utf-8"), re.MULTILINE):
        found = {call for group in groups.strip("~").split() for call in syscalls(group)}
        allowed = allowed - found if groups.startswith("~") else allowed | found
    data, counts = write_mini(tmp_path / "data"), tmp_path / "counts"
    night = ["nightly", str(data), "--store", str(tmp_path / "s.db"), "--out", str(tmp_path / "out")]
    command = [strace, "-f", "-c", "-o", str(counts), sys.executable, "-m", "trainopt", *night]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not counts.exists() or "PTRACE" in ran.stderr:
        pytest.skip("processes cannot be traced here")
    assert ran.returncode == 0, ran.stderr
    made = {line.split()[-1] for line in counts.read_text().splitlines()[2:] if line.strip()}
    made = {call for call in made if call.isidentifier()} - {"total"}
    assert {"execve", "mmap", "read"} <= made
    assert made - allowed <= REFUSED_WITHOUT_HARM


def test_the_timer_fires_every_night() -> None:
    analyze = needs("systemd-analyze")
    timer = (DEPLOY / "systemd" / "trainopt-nightly.timer").read_text(encoding="utf-8")
    (when,) = re.findall(r"OnCalendar=(.*)", timer)
    assert when == f"*-*-* {NIGHT}:00"
    told = subprocess.run([analyze, "calendar", when], capture_output=True, text=True, check=True)
    assert f"{NIGHT}:00" in told.stdout


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_no_zone_loses_the_hour_or_has_it_twice(zone: str) -> None:
    """Those of Europe and North America, whose nations take part, as far as their rules are known."""
    hour, minute = map(int, NIGHT.split(":"))
    first = datetime(2026, 1, 1, hour, minute, tzinfo=ZoneInfo(zone))
    for number in range(366 * 3):
        local = first + timedelta(days=number)
        assert local.astimezone(UTC).astimezone(local.tzinfo) == local  # it is there
        assert local.replace(fold=1).utcoffset() == local.utcoffset()  # and once


def test_one_that_is_lost_is_seen() -> None:
    lost = datetime(2027, 3, 28, 1, 0, tzinfo=ZoneInfo("Europe/London"))
    assert lost.astimezone(UTC).astimezone(lost.tzinfo).hour == 2


def test_the_crontab_line_is_one() -> None:
    lines = [x for x in (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines() if x[:1].isdigit()]
    (line,) = lines
    hour, minute = NIGHT.split(":")
    assert line.split()[:6] == [minute, str(int(hour)), "*", "*", "*", "trainopt"]
    assert "%" not in line  # which cron takes for the end of the line
    command = line.split(maxsplit=6)[6]
    subprocess.run(["sh", "-n", "-c", command], check=True)


def test_the_environment_is_one_that_sh_and_systemd_take() -> None:
    text = (DEPLOY / "nightly.env").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert all(re.fullmatch(r"[A-Z_]+=[\w/.]+", line) for line in lines)
    subprocess.run(["sh", "-c", f". {DEPLOY / 'nightly.env'}"], check=True)


def test_the_rules_shown_are_those_that_hold_anyway() -> None:
    assert read_rules(DEPLOY / "rules.toml") == PublicationRules()
    shown = set(
        re.findall(r"^#? ?(\w+) =", (DEPLOY / "rules.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert shown == set(PublicationRules.model_fields)
    in_cluster = (DEPLOY / "kubernetes" / "rules.toml").read_text(encoding="utf-8")
    assert in_cluster == (DEPLOY / "rules.toml").read_text(encoding="utf-8")


class TestKubernetes:
    @pytest.fixture
    def job(self) -> Any:
        yaml = pytest.importorskip("yaml")
        documents = yaml.safe_load_all((DEPLOY / "kubernetes" / "nightly.yaml").read_text(encoding="utf-8"))
        return next(one for one in documents if one["kind"] == "CronJob")

    def test_kustomize_takes_it(self) -> None:
        kubectl = needs("kubectl")
        command = [kubectl, "kustomize", str(DEPLOY / "kubernetes")]
        built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert built.returncode == 0, built.stderr
        assert re.search(r"name: trainopt-rules-\w+", built.stdout)

    def test_never_two_at_once_and_never_again_by_itself(self, job: Any) -> None:
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        assert (job["spec"]["jobTemplate"]["spec"]["backoffLimit"], pod["restartPolicy"]) == (0, "Never")

    def test_its_arguments_and_mounts(self, job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        spec = job["spec"]["jobTemplate"]["spec"]
        pod = spec["template"]["spec"]
        (container,) = pod["containers"]
        environment = {one["name"]: one.get("value", "postgresql://host/db") for one in container["env"]}
        monkeypatch.setenv("TRAINOPT_STORE", environment["TRAINOPT_STORE"])
        params = parsed(container["args"]).params
        assert params["time_limit"] < spec["activeDeadlineSeconds"]
        assert params["require_sums"]
        mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        assert set(mounts.values()) == {volume["name"] for volume in pod["volumes"]}
        for path in (params["dataset"], params["out"], params["rules"], params["metrics"]):
            assert any(path.is_relative_to(mount) for mount in mounts)
        assert mounts[environment["TMPDIR"]] == "state"  # replay folders outlive the pod

    def test_it_may_do_no_more_than_it_must(self, job: Any) -> None:
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}


class TestTheDockerfile:
    LINES = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()

    def values(self, instruction: str) -> list[str]:
        return [line.split(maxsplit=1)[1] for line in self.LINES if line.startswith(f"{instruction} ")]

    def test_it_copies_what_there_is_and_does_not_run_as_root(self) -> None:
        copied = [word for line in self.values("COPY") if "--from" not in line for word in line.split()[:-1]]
        assert copied
        assert [name for name in copied if not (ROOT / name).exists()] == []
        assert self.values("USER") == ["10001"]
        known = {
            "FROM",
            "WORKDIR",
            "COPY",
            "RUN",
            "ARG",
            "USER",
            "ENV",
            "VOLUME",
            "STOPSIGNAL",
            "ENTRYPOINT",
            "CMD",
        }
        assert {line.split()[0] for line in self.LINES if line and not line.startswith("#")} <= known

    def test_its_commands_are_sh(self) -> None:
        commands = self.values("RUN")
        assert commands
        for command in commands:
            subprocess.run(["sh", "-n", "-c", command], check=True)

    def test_what_it_needs_to_build_is_in_the_lock(self) -> None:
        lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
        assert re.search(r"^hatchling==", lock, re.MULTILINE)


def test_the_logs_are_rotated(tmp_path: Path) -> None:
    """As logrotate reads it; a user trainopt is on the installed machine alone."""
    text = (DEPLOY / "logrotate").read_text(encoding="utf-8")
    line = (DEPLOY / "crontab").read_text(encoding="utf-8")
    assert set(re.findall(r">>(\S+)", line)) == set(text.splitlines()[1].split()[:-1])
    conf = tmp_path / "conf"
    conf.write_text(text.replace("    su trainopt trainopt\n", ""), encoding="utf-8")
    conf.chmod(0o644)
    command = [needs("logrotate"), "--debug", "--state", str(tmp_path / "state"), str(conf)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, "error:" in told.stderr) == (0, False), told.stderr
    conf.write_text("/x {\n  weakly\n}\n", encoding="utf-8")
    assert "error:" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_replay_folders_are_removed_in_time(tmp_path: Path) -> None:
    (line,) = [x for x in (DEPLOY / "tmpfiles.conf").read_text("utf-8").splitlines() if not x.startswith("#")]
    kind, folder, *_, age = line.split()
    (kept,) = re.findall(r"^Environment=TMPDIR=(.*)$", SERVICE.read_text(encoding="utf-8"), re.MULTILINE)
    assert (kind, folder, age) == ("e", kept, "90d")
    command = [needs("systemd-tmpfiles"), "--clean", f"--root={tmp_path}", str(DEPLOY / "tmpfiles.conf")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
