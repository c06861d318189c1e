"""How the kernel is compiled: C and Python agree on every field, and sanitizers find nothing."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import small
from tests.support.kernels import KERNEL, compiled
from tests.support.root import ROOT
from trainopt.kernel.arrays import CProblem
from trainopt.kernel.engine import Kernel
from trainopt.kernel.library import FUNCTIONS, STRUCTURES, load
from trainopt.kernel.market import WHOLE_CLASS
from trainopt.kernel.market_arrays import DOUBLES, CAsked, CMarket
from trainopt.kernel.phases import CPhase, CPrices, CSeeds
from trainopt.kernel.sequence_arrays import WORD, CSequence
from trainopt.problem.options import find_options
from trainopt.search.machine import resident_bytes
from trainopt.tables import TERMS

COUNT, LONG = ctypes.c_int32, ctypes.c_int64
TYPES = {
    "int32_t": COUNT,
    "int64_t": LONG,
    "int32_t *": ctypes.POINTER(COUNT),
    "int64_t *": ctypes.POINTER(LONG),
    "double *": DOUBLES,
    "int32_t[TERMS]": COUNT * len(TERMS),
    "int64_t[TERMS]": LONG * len(TERMS),
    "Seeds": CSeeds,
    "Prices": CPrices,
}


def fields_in_c(header: str, name: str) -> dict[str, str]:
    """The names of a struct's fields, in their order, with their types."""
    text = (KERNEL / header).read_text(encoding="utf-8")
    (body,) = re.findall(rf"typedef struct \{{([^}}]*)\}} {name};", text)
    lines = (line.partition("//")[0].strip() for line in body.splitlines())
    fields = [re.fullmatch(r"(?:const )?(\w+) (\*?)(\w+)(\[\w+\])?;", line) for line in lines if line]
    assert None not in fields
    return {it[3]: f"{it[1]}{' *' if it[2] else ''}{it[4] or ''}" for it in fields if it}


@pytest.mark.parametrize(
    ("header", "name", "mirror"),
    [
        ("problem.h", "Problem", CProblem),
        ("insertion.h", "Prices", CPrices),
        ("ruin.h", "Seeds", CSeeds),
        ("kernel.h", "Phase", CPhase),
        ("sequence.h", "Sequence", CSequence),
        ("prices.h", "Market", CMarket),
        ("prices.h", "Asked", CAsked),
    ],
)
def test_python_has_the_fields_of_c_with_their_types_in_their_order(
    header: str, name: str, mirror: type[ctypes.Structure]
) -> None:
    found = [(field, TYPES[kind]) for field, kind in fields_in_c(header, name).items()]
    assert [field[:2] for field in mirror._fields_] == found


def test_what_counts_steps_and_passes_does_not_overflow_in_a_week() -> None:
    """Some millions of passes a second: the marks that are compared with them are as wide as they are."""
    fields = fields_in_c("insertion.h", "Insertion")
    assert [fields[name] for name in ("now", "pass")] == ["int64_t"] * 2
    assert [fields[name] for name in ("barred", "known", "known_from_anywhere")] == ["int64_t *"] * 3
    vacancy = fields_in_c("vacancy.h", "Vacancy")
    assert [vacancy[name] for name in ("found_at", "given_back_at")] == ["int64_t"] * 2
    assert {*fields_in_c("ledger.h", "Changes").values()} == {"int64_t"}


def test_sets_of_weeks_have_words_of_one_size() -> None:
    text = (KERNEL / "sequence.h").read_text(encoding="utf-8")
    assert re.findall(r"\bWORD = (\d+)", text) == [str(WORD)]


def test_every_exported_function_is_declared() -> None:
    headers = [
        (KERNEL / name).read_text(encoding="utf-8") for name in ("kernel.h", "sequencing.h", "prices.h")
    ]
    exported = {name for text in headers for name in re.findall(r"EXPORTED [\w *]+?\*?(\w+)\(", text)}
    assert exported == {*FUNCTIONS, *STRUCTURES}


def test_a_library_that_is_not_there_or_is_another_is_none(tmp_path: Path) -> None:
    assert load(tmp_path / "kernel.so") is None
    other = tmp_path / "other.so"
    other.write_bytes(b"not a library")
    assert load(other) is None


def test_a_whole_class_has_as_many_parts_on_both_sides() -> None:
    text = (KERNEL / "prices.h").read_text(encoding="utf-8")
    assert [2 ** int(bits) for bits in re.findall(r"\bSHARE_BITS = (\d+)", text)] == [WHOLE_CLASS]


# Sanitizers


def test_it_compiles_without_a_warning(tmp_path: Path) -> None:
    strict = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
    assert load(compiled(tmp_path, "-O2", *strict)) is not None


DRIVE = """
import sys
from pathlib import Path
from benchmarks.problems.jobshop import JobShop
from tests.support.generated import thinned
from tests.support.kernels import pursue_all_tiers
from tests.support.priced import climbed
from tests.support.shops import greedy_of, posed
from tests.support.tiny_cases import tiny
from trainopt.kernel.engine import Kernel
from trainopt.kernel.library import load
from trainopt.kernel.sequences import sequenced
from trainopt.kernel.sequencing import Sequencing
from trainopt.problem import build_problem
from trainopt.problem.options import find_options

library = load(Path(sys.argv[1]))
assert library is not None
problems = [tiny(seed, bool(seed % 2)).problem for seed in range(60)]
for problem in [*problems, build_problem(thinned("small", 1, demand=2))]:
    with Kernel(problem, find_options(problem), 1, library) as kernel:
        pursue_all_tiers(kernel, 500)
        plan = kernel.best() if kernel.has_plan else {}
    with Kernel(problem, find_options(problem), 2, library) as kernel:
        if plan:
            kernel.load(plan)
            kernel.run(0, 0.5, 200)
for problem in problems:
    climbed(problem, find_options(problem), 20, compiled=library)
for jobs in ((({0: 2, 1: 3}, {1: 70}), ({1: 64}, {0: 1})), (({0: 64},),)):
    problem = posed(JobShop("own", jobs, 2))
    plan = sequenced(problem, find_options(problem), greedy_of(problem))
    with Sequencing(plan, 1, library) as search:
        search.run(4, 2000)
        search.best()
print("driven")
"""


@pytest.mark.slow
def test_sanitizers_find_nothing(tmp_path: Path) -> None:
    """ASan and UBSan: no access outside an array, none after it is freed, no overflow, no shift too far."""
    library = compiled(tmp_path, "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
    asan = subprocess.run(
        ["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not Path(asan).is_absolute():
        pytest.skip("gcc has no address sanitizer here")
    settings = {"LD_PRELOAD": asan, "ASAN_OPTIONS": "detect_leaks=0", "PYTHONPATH": str(ROOT)}
    driven = subprocess.run(
        [sys.executable, "-c", DRIVE, str(library)], env=settings, cwd=ROOT, capture_output=True, text=True
    )
    assert (driven.returncode, driven.stdout) == (0, "driven\n"), driven.stderr[-2000:]


@pytest.mark.slow
def test_what_it_allocates_it_frees(tmp_path: Path) -> None:
    """Opened and closed two thousand times, it has hardly more memory than after the first ten.

    Who forgets the least of its parts, some hundreds of bytes, has 1.7 MB more.
    """
    library = load(compiled(tmp_path, "-O2"))
    problem = small.problem()
    options = find_options(problem)

    def after_opening(times: int) -> int:
        for _ in range(times):
            with Kernel(problem, options, 1, library):
                pass
        memory = resident_bytes(os.getpid())
        assert memory is not None
        return memory

    after_some = after_opening(10)
    assert after_opening(2_000) - after_some < 2**20
