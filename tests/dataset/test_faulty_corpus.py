"""Every fault and warning of the data contract, and what looks like one, through the reader."""

from collections import Counter
from pathlib import Path

import pytest

from tests.support.faulty.cases import BASE, CASES, SOUND, WARNINGS, Expect, Faulty, Sound, Warned, write
from tests.support.said import unsaid
from trainopt.dataset import read_dataset
from trainopt.errors import DatasetFaults, Fault

LONGEST_LINE = 500


def lines_of(folder: Path) -> tuple[list[str], list[str]]:
    """The fault lines and the warning lines that are printed for a dataset; pages have words for all."""
    faults: tuple[Fault, ...] = ()
    try:
        warnings = read_dataset(folder).warnings
    except DatasetFaults as refused:
        faults, warnings = refused.faults, refused.warnings
    assert unsaid(fault.message for fault in (*faults, *warnings)) == []
    return [str(fault) for fault in faults], [str(warning) for warning in warnings]


def ids(cases: tuple[Faulty | Warned | Sound, ...]) -> list[str]:
    return [case.name.encode("unicode_escape").decode() for case in cases]


def assert_legible(printed: list[str]) -> None:
    assert [line for line in printed if not line.isprintable() or len(line) >= LONGEST_LINE] == []
    assert [line for line, times in Counter(printed).items() if times > 1] == []


def assert_printed(expect: tuple[Expect, ...], printed: list[str]) -> None:
    assert [place for place in expect if not any(map(place.holds, printed))] == [], printed
    assert [place for place in expect if blamed_too_often(place, printed)] == [], printed


def blamed_too_often(place: Expect, printed: list[str]) -> bool:
    if place.line is None:
        return sum(map(place.holds, printed)) > 1
    return place.once and sum(map(place.at, printed)) > 1


def strays(expect: tuple[Expect, ...], printed: list[str]) -> list[str]:
    return [line for line in printed if not any(place.at(line) for place in expect)]


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_a_faulty_dataset_is_refused_with_every_fault_and_no_other(case: Faulty, tmp_path: Path) -> None:
    write(tmp_path, case.files)
    faults, warnings = lines_of(tmp_path)
    assert_legible(faults + warnings)
    assert_printed(case.expect, faults)
    assert case.others or strays(case.expect, faults) == []


@pytest.mark.parametrize("case", WARNINGS, ids=ids(WARNINGS))
def test_what_can_never_be_met_is_read_and_warned_of(case: Warned, tmp_path: Path) -> None:
    write(tmp_path, case.files)
    faults, warnings = lines_of(tmp_path)
    assert faults == []
    assert_legible(warnings)
    assert_printed(case.expect, warnings)
    assert strays(case.expect, warnings) == []


@pytest.mark.parametrize("case", SOUND, ids=ids(SOUND))
def test_a_sound_dataset_is_read(case: Sound, tmp_path: Path) -> None:
    write(tmp_path, case.files)
    faults, warnings = lines_of(tmp_path)
    assert faults == []
    assert case.warns or warnings == []


class TestTheCorpus:
    """The corpus itself: each case changes something, and blames what stands where it says."""

    refused_or_warned: tuple[Faulty | Warned, ...] = (*CASES, *WARNINGS)
    every_case: tuple[Faulty | Warned | Sound, ...] = (*CASES, *WARNINGS, *SOUND)

    @pytest.mark.parametrize(
        ("printed", "holds"),
        [
            ("demand.csv:5: trainees: must be a whole number (got '12a')", True),
            ("demand.csv:55: trainees: must be a whole number (got '12a')", False),
            ("demand.csv: trainees: must be a whole number (got '12a')", False),
            ("demand.csv:5: due: must be a date (got '12a')", False),
            ("demand.csv:5: trainees: must be a whole number (got '12b')", False),
            ("demand.csv:5: trainees: must not be 12a", False),
            ("old-demand.csv:5: trainees: must be a whole number (got '12a')", False),
        ],
    )
    def test_it_tells_a_line_from_its_neighbours(self, printed: str, holds: bool) -> None:
        assert Expect("demand.csv", 5, "trainees", got="12a").holds(printed) is holds

    def test_a_name_within_the_value_blamed_is_no_nearest_name(self) -> None:
        place = Expect("sites.csv", 5, "nation_id", got="DEE", also="DE")
        assert place.holds("sites.csv:5: nation_id: is unknown; did you mean DE? (got 'DEE')")
        assert not place.holds("sites.csv:5: nation_id: is unknown (got 'DEE')")

    def test_its_names_tell_the_cases_apart(self) -> None:
        names = Counter(case.name for case in self.every_case)
        assert [name for name, times in names.items() if times > 1] == []

    def test_each_case_differs_from_the_base_and_from_the_others(self) -> None:
        seen = Counter(repr(sorted(case.files.items())) for case in self.every_case)
        assert [files[:200] for files, times in seen.items() if times > 1] == []
        assert [case.name for case in self.refused_or_warned if not changed(case)] == []

    def test_the_lines_blamed_are_there_and_hold_what_is_blamed(self) -> None:
        blamed = [
            (case, place, line)
            for case in self.refused_or_warned
            for place in case.expect
            for line in place.lines
        ]
        assert [
            (case.name, place) for case, place, line in blamed if not place_holds(case, place, line)
        ] == []


def changed(case: Faulty | Warned) -> bool:
    return any(content != BASE.get(name) for name, content in case.files.items())


def place_holds(case: Faulty | Warned, place: Expect, line: int) -> bool:
    """Whether a record that starts on this line exists and holds the value blamed."""
    content = case.files.get(place.file, BASE[place.file])
    assert isinstance(content, str)
    here = content.split("\n")[line - 1 :]
    if not here or (line > 1 and not here[0]):
        return False
    open_quote = here[0].count('"') % 2 == 1
    record = "\n".join(here[: 4 if open_quote else 1]).replace('""', '"')
    return place.got is None or place.got in record
