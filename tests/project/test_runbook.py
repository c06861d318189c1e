"""The runbook of the nightly run is followed as it stands, with a store of each kind."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.project.test_deploy import DEPLOY, RUNBOOK, needs
from tests.support.postgres import USER, Server
from tests.support.root import ROOT
from tests.support.running import contents, trainopt, write_mini


def blocks_of(page: str) -> list[tuple[str, str]]:
    """What a runbook shows, block by block: `console`, `sh` or `text`."""
    found = re.findall(r"^ *```(\w+)\n(.*?)^ *```", page, re.DOTALL | re.MULTILINE)
    return [(language, textwrap.dedent(text)) for language, text in found]


BLOCKS = blocks_of(RUNBOOK)


class Operated:
    """A machine on which the runbook is followed: its folders lie in one, some commands are but noted."""

    NOTED = ("useradd", "systemctl")
    FOLDERS = ("/var/lib", "/etc")

    def __init__(self, folder: Path, kind: str, request: pytest.FixtureRequest) -> None:
        self.folder, self.kind = folder, kind
        needs("sqlite3" if kind == "SQLite" else "pg_dump")
        self.store = "store.db"
        self.variables = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "TRAINOPT_STORE": self.store}
        if kind == "PostgreSQL":
            server: Server = request.getfixturevalue("server")
            self.server = server
            self.store = server.database()
            for program, left in (("dropdb", "trainopt_restored"), ("dropuser", "trainopt")):
                server.run(program, "--if-exists", "-h", str(server.folder), "-U", USER, left)
            server.run("createuser", "-h", str(server.folder), "-U", USER, "trainopt")
            pg = {"PGHOST": str(server.folder), "PGUSER": USER, "TRAINOPT_STORE": self.store}
            self.variables |= pg | {"PATH": f"{folder}/bin:{server.programs}:{os.environ['PATH']}"}
        (folder / "bin").mkdir()
        for name in self.NOTED:
            stub = folder / "bin" / name
            stub.write_text(f'#!/bin/sh\necho {name} "$@" >>{folder}/called\n', encoding="utf-8")
            stub.chmod(0o755)
        for path in (
            "etc/systemd/system",
            "etc/tmpfiles.d",
            "etc/cron.d",
            "etc/logrotate.d",
            "etc/nginx/conf.d",
            "etc/caddy",
            "var/lib",
            "data",
        ):
            (folder / path).mkdir(parents=True)
        write_mini(folder / "data" / "example")
        (folder / "deploy").symlink_to(DEPLOY)

    def is_for(self, text: str) -> bool:
        """Whether a block is for this kind of store: its first line may say for which it is."""
        named = re.match(r"# (SQLite|PostgreSQL)\n", text)
        return named is None or named[1] == self.kind

    def sh(self, text: str) -> None:
        """Run a block as it stands, but for where its folders lie and whose they are to be."""
        for path in self.FOLDERS:
            text = re.sub(rf"(?<=[ =]){path}", f"{self.folder}{path}", text)
        text = text.replace("-o trainopt -g trainopt ", "")
        ran = subprocess.run(
            ["sh", "-eu", "-c", text],
            env=os.environ | self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), text
        if "trainopt_restored" in text:
            self.store = re.sub(r"(?<=@/)\w+", "trainopt_restored", self.store)

    def trainopt(self, line: str) -> tuple[str, str]:
        """Run a command on this store; what it prints."""
        words = [self.store if word == "store.db" else word for word in shlex.split(line)[1:]]
        ran = trainopt(*words)
        assert ran.code == 0, (line, ran.err)
        return line, ran.out

    @property
    def called(self) -> list[list[str]]:
        """The first two words of each command that is noted alone."""
        lines = (self.folder / "called").read_text(encoding="utf-8").splitlines()
        return [line.split()[:2] for line in lines]


class TestTheRunbook:
    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
    def test_its_commands_run(
        self, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
    ) -> None:
        """All of them, in their order, from the installation to a restored backup."""
        place = Operated(tmp_path, kind, request)
        monkeypatch.chdir(tmp_path)
        listed = []
        for language, text in BLOCKS:
            if language == "console":
                for line in text.splitlines():
                    listed.append(place.trainopt(line.removeprefix("$ ")))
            elif language == "sh" and place.is_for(text):
                place.sh(text)
        first, *_, last = [out for line, out in listed if line.startswith("trainopt runs list")]
        assert "in force" in first
        assert "in force" in last
        assert [line for line, _ in listed][-1].endswith("--out taken")
        published = contents(tmp_path / "out" / "published")
        assert contents(tmp_path / "taken" / "plan").keys() == published.keys()
        assert place.called == [
            ["useradd", "--system"],
            ["systemctl", "enable"],
            ["systemctl", "stop"],
            ["systemctl", "start"],
        ]
        named = re.findall(r"^(out/\S+)", next(x for _, x in BLOCKS if x.startswith("out/")), re.MULTILINE)
        assert all((tmp_path / path).exists() for path in named)

    def test_it_has_a_line_for_every_exit_code_of_a_night(self) -> None:
        assert re.findall(r"^\| (\d+) \|", RUNBOOK, re.MULTILINE) == [
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "7",
            "130",
        ]

    def test_the_files_that_it_copies_are_there(self) -> None:
        names = re.findall(r"\bdeploy/[\w./]+", RUNBOOK)
        assert names
        for name in names:
            assert (ROOT / name).exists(), name
