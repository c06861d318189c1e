"""Temporary folders and half-written files go with the work, or at the next, and lead nowhere else."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.support.nights import BASE, Nights
from tests.support.processes import PATIENCE
from tests.support.running import trainopt, write_mini
from trainopt.dataset.whole import (
    PREFIX,
    FileKind,
    file_written_whole,
    make_folder,
    scratch_folder,
    whole_file,
    work_folder,
    write_text,
    written_whole,
)
from trainopt.errors import UsageError
from trainopt.runs.store import open_store

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")

KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from trainopt.dataset.whole import work_folder
from trainopt.dataset.whole import whole_file, written_whole
target, how, user = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if user:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
with written_whole(target / "plan") as made, whole_file(target / "page.md") as page, work_folder() as work:
    for path in (made / "a.csv", page, work / "b.csv"):
        path.write_text("half")
    print(flush=True)
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
"""


def working(folder: Path, how: str, user: int = 0) -> subprocess.Popen[str]:
    """A process that writes a folder, a file and something temporary: killed at it, or still at it.

    A user of root's choice is taken on once all is loaded: the others may have no way to the interpreter.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), how, str(user)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": tempfile.gettempdir(), "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def finished(process: subprocess.Popen[str]) -> int:
    """The exit code, once it was told to go on."""
    process.communicate(timeout=PATIENCE)
    return process.returncode


def hidden(*folders: Path) -> list[str]:
    """What is left in them of work that did not come to its end."""
    return sorted(
        path.name for folder in folders for path in folder.iterdir() if path.name.startswith((".", PREFIX))
    )


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def all_again(folder: Path) -> None:
    """What `working` was at, to its end."""
    with written_whole(folder / "plan") as made, work_folder():
        (made / "a.csv").write_text("whole")
    write_text(folder / "page.md", "whole")


class TestWhatIsLeftOver:
    def test_what_a_killed_run_has_left_goes_at_the_next(self, tmp_path: Path, temporary: Path) -> None:
        assert finished(working(tmp_path, "killed")) == -signal.SIGKILL
        assert len(hidden(tmp_path, temporary)) == 3
        all_again(tmp_path)
        assert hidden(tmp_path, temporary) == []
        assert (tmp_path / "plan" / "a.csv").read_text() == (tmp_path / "page.md").read_text() == "whole"

    def test_what_another_run_works_in_stays(self, tmp_path: Path, temporary: Path) -> None:
        process = working(tmp_path, "at it")
        before = hidden(tmp_path, temporary)
        all_again(tmp_path)
        assert hidden(tmp_path, temporary) == before
        assert finished(process) == 0
        assert hidden(tmp_path, temporary) == []
        assert (tmp_path / "plan" / "a.csv").read_text() == "half"

    @pytest.mark.parametrize(
        "name", [".plan.mine.partial", ".other.abcdefgh.partial", "plan.abcdefgh.partial", ".plan.abcdefgh"]
    )
    def test_what_is_not_of_its_name_stays(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).mkdir()
        all_again(tmp_path)
        assert (tmp_path / name).is_dir()

    def test_what_a_link_leads_to_stays(self, tmp_path: Path) -> None:
        mine = tmp_path / "mine"
        mine.mkdir()
        (mine / "thesis.txt").write_text("mine")
        (tmp_path / ".plan.abcdefgh.partial").symlink_to(mine)
        all_again(tmp_path)
        assert (mine / "thesis.txt").read_text() == "mine"

    def test_where_the_file_system_knows_no_locks_nothing_is_taken_for_left_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_locks(*_: object) -> None:
            raise OSError(38, "Function not implemented")

        monkeypatch.setattr("fcntl.flock", no_locks)
        (tmp_path / ".plan.abcdefgh.partial").mkdir()
        all_again(tmp_path)
        assert hidden(tmp_path) == [".plan.abcdefgh.partial"]

    def test_a_folder_that_another_run_removes_as_it_is_made_is_made_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make, made = tempfile.mkdtemp, []

        def swept(**named: Any) -> str:
            made.append(str(make(**named)))
            if len(made) == 1:
                Path(made[0]).rmdir()
            return made[-1]

        monkeypatch.setattr(tempfile, "mkdtemp", swept)
        with scratch_folder(tmp_path, "a.", ".b") as folder:
            assert (folder.is_dir(), len(made)) == (True, 2)


@as_root
class TestSeveralUsers:
    @pytest.fixture
    def shared(self) -> Iterator[Path]:
        """A folder that both can reach; pytest's own are closed to others."""
        folder = Path(tempfile.mkdtemp(dir="/tmp"))
        folder.chmod(0o777)
        yield folder
        shutil.rmtree(folder)

    @pytest.fixture
    def precious(self, tmp_path: Path) -> Path:
        """A folder of root with a file, readable by nobody else."""
        folder = tmp_path / "precious"
        folder.mkdir(mode=0o700)
        (folder / "secret").touch(mode=0o600)
        return folder

    def as_nobody(self, folder: Path) -> None:
        assert finished(working(folder, "at it", NOBODY)) == 0

    def test_what_another_user_has_left_goes(self, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(shared))
        assert finished(working(shared, "killed", NOBODY)) == -signal.SIGKILL
        assert len(hidden(shared)) == 3
        all_again(shared)
        assert hidden(shared) == []

    def test_what_root_writes_into_a_folder_belongs_to_whom_the_folder_does(
        self, shared: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else the plan that root published by hand, once replaced, could never be removed."""
        monkeypatch.setattr("tempfile.tempdir", str(shared))
        os.chown(shared, NOBODY, NOBODY)
        all_again(shared)
        owners = {path.stat().st_uid for path in (shared / "plan", shared / "plan" / "a.csv")}
        assert owners == {(shared / "page.md").stat().st_uid} == {NOBODY}
        self.as_nobody(shared)
        assert hidden(shared) == []

    def test_so_do_the_folders_and_the_store_that_root_makes_in_it(self, shared: Path) -> None:
        """Else the service, which runs as another user, could not write to what was set up as root."""
        os.chown(shared, NOBODY, NOBODY)
        write_text(shared / "out" / "new" / "page.md", "x")
        open_store(shared / "store.db").close()
        made = [shared / "out", shared / "out" / "new", shared / "store.db"]
        assert {path.stat().st_uid for path in made} == {NOBODY}

    def test_what_is_put_in_the_place_of_what_root_makes_is_given_to_nobody(
        self, shared: Path, precious: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever owns the folder above can put a link there before root hands over what it has made."""
        os.chown(shared, NOBODY, NOBODY)
        refused = pytest.raises(UsageError, match=r"cannot be written: (Not a directory|Too many)")
        with refused, written_whole(shared / "plan") as made:
            made.rename(shared / "aside")
            made.symlink_to(precious)
        refused = pytest.raises(UsageError, match=r"cannot be written: (Not a directory|Too many)")
        with refused, whole_file(shared / "secret") as made:
            made.parent.rename(shared / "aside too")
            made.parent.symlink_to(precious)
        mkdir = os.mkdir

        def swapped(path: str | Path, *mode: int, dir_fd: int | None = None) -> None:
            mkdir(path, *mode, dir_fd=dir_fd)
            os.rmdir(path, dir_fd=dir_fd)
            os.symlink(precious, path, dir_fd=dir_fd)

        monkeypatch.setattr("os.mkdir", swapped)
        with pytest.raises(OSError, match="new"):
            make_folder(shared / "new")
        stands = [path.stat() for path in (precious, precious / "secret")]
        assert [(one.st_uid, stat.S_IMODE(one.st_mode)) for one in stands] == [(0, 0o700), (0, 0o600)]

    def test_nor_is_another_folder(self, shared: Path) -> None:
        os.chown(shared, NOBODY, NOBODY)
        other = shared / "other"
        other.mkdir()
        os.chown(other, NOBODY, NOBODY)
        refused = pytest.raises(UsageError, match="another folder")
        with refused, written_whole(shared / "plan") as made:
            made.rename(shared / "aside")
            other.rename(made)
        assert not (shared / "plan").exists()

    def test_nor_is_what_a_folder_holds_that_was_there(self, shared: Path) -> None:
        os.chown(shared, NOBODY, NOBODY)
        (shared / "of root").touch()
        make_folder(shared / "new" / ".." / "out")
        made = ("of root", "new", "out")
        assert [(shared / name).stat().st_uid for name in made] == [0, NOBODY, NOBODY]

    @pytest.mark.parametrize(("mode", "shown"), [(0o755, 0o755), (0o2775, 0o775), (0o777, 0o775)])
    def test_who_shares_a_folder_may_remove_what_others_wrote(
        self, shared: Path, mode: int, shown: int
    ) -> None:
        shared.chmod(mode)
        all_again(shared)
        assert stat.S_IMODE((shared / "plan").stat().st_mode) & 0o777 == shown


# Links


VICTIM = "a file of somebody else"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_text(VICTIM)
    return path


@pytest.mark.parametrize("name", ["page.md", ".page.md.half", "page.md.half"])
def test_a_file_is_made_anew_whatever_stands_in_its_place(tmp_path: Path, victim: Path, name: str) -> None:
    (tmp_path / name).symlink_to(victim)
    write_text(tmp_path / "page.md", "mine")
    assert (victim.read_text(), (tmp_path / "page.md").read_text()) == (VICTIM, "mine")
    assert not (tmp_path / "page.md").is_symlink()


def test_a_file_that_a_user_names_may_be_a_link(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "page.md").symlink_to(victim)
    with file_written_whole(
        tmp_path / "page.md", FileKind("page", (VICTIM.encode(),)), overwrite=True
    ) as made:
        made.write_text("mine")
    assert (victim.read_text(), (tmp_path / "page.md").is_symlink()) == ("mine", True)


def test_nobody_else_can_put_a_link_where_a_file_is_written(tmp_path: Path) -> None:
    for writing in (whole_file(tmp_path / "page.md"), written_whole(tmp_path / "plan"), work_folder()):
        with writing as made, nullcontext(made if made.is_dir() else made.parent) as folder:
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            made.write_text("x") if not made.is_dir() else None


@pytest.mark.slow
def test_a_night_follows_no_link_that_stands_in_its_folder(tmp_path: Path, victim: Path) -> None:
    nights = Nights(tmp_path)
    nights.out.mkdir()
    side = tmp_path / "side"
    side.mkdir()
    names = ["summary.md", "changes.csv", "data_changes.csv"]
    for name in (".probe", *names, *(f".{name}.half" for name in names)):
        (nights.out / name).symlink_to(victim)
    for name in ("heart.json", ".heart.json.half", "m.prom"):
        (side / name).symlink_to(victim)
    assert nights.run({}, "--heartbeat", side / "heart.json", "--metrics", side / "m.prom").code == 0
    assert nights.run({"nations.csv": BASE.get("nations.csv", "nation_id,name\nAA,A\nBB,B\n")}).code == 0
    assert victim.read_text() == VICTIM
    assert not any((nights.out / name).is_symlink() for name in names)


@pytest.mark.slow
def test_a_whatif_follows_none_either(tmp_path: Path, victim: Path) -> None:
    data = write_mini(tmp_path / "data")
    out = tmp_path / "out"
    (tmp_path / "s.toml").write_text('name = "s"\n[[change]]\ntable = "sites"\nscale = {beds = 1.5}\n')
    words = ("whatif", data, tmp_path / "s.toml", "--out", out, "--time-limit", "5s", "--overwrite")
    assert trainopt(*words).code == 0
    state = next(path for path in out.iterdir() if path.suffix == ".json")
    for path in (state, out / "comparison.csv"):
        path.unlink()
        path.symlink_to(victim)
    trainopt(*words)
    assert victim.read_text() == VICTIM
