"""manifest.json as one type: what was written is read, also that of other versions; what is wrong is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trainopt.dataset.limits import MOST_COHORTS_IN_ALL, MOST_MANIFEST_VALUES
from trainopt.errors import Fault, PlanFaults
from trainopt.plan.dictionary import plan_dictionary
from trainopt.plan.folder import marking_of, plan_name, read_manifest, write_plan
from trainopt.plan.manifest import SECTIONS, Manifest, ManifestLimits, ManifestShare, ManifestTier

TIER = ManifestTier(term="unmet", value=7, bound=5, gap=0.285714, status="feasible", seconds=1.5)
WHOLE = Manifest(
    name="Навчання",
    marking=None,
    as_of=date(2027, 1, 18),
    start=date(2027, 1, 4),
    weeks=52,
    limits=ManifestLimits(time_limit_seconds=60, gap=0.0, memory_limit_bytes=None),
    inputs={"demand.csv": "ab"},
    tiers=(TIER,),
    seconds=2.5,
)


def written(folder: Path, manifest: Manifest | str) -> Path:
    """A plan folder of which the manifest alone is looked at."""
    if isinstance(manifest, Manifest):
        write_plan(folder, {}, manifest, overwrite=False)
    else:
        folder.mkdir()
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "manifest",
    [WHOLE, Manifest(), Manifest(extract=ManifestShare(unit="101", units=("101", "101-1")), tiers=())],
    ids=["whole", "says nothing", "a share"],
)
def test_what_was_written_is_read(tmp_path: Path, manifest: Manifest) -> None:
    folder = written(tmp_path / "plan", manifest)
    found = read_manifest(folder)
    assert found == manifest
    again = written(tmp_path / "again", found)
    assert (again / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_a_key_that_is_not_said_is_not_written(tmp_path: Path) -> None:
    text = (written(tmp_path / "plan", WHOLE) / "manifest.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert list(document) == [
        *("name", "marking", "as_of", "start", "weeks", "limits", "inputs", "tiers", "seconds"),
    ]
    assert (document["marking"], document["as_of"]) == (None, "2027-01-18")
    assert '"time_limit_seconds": 60,' in text  # whole numbers stay whole
    assert "Навчання" in text


def test_one_of_an_earlier_version_lacks_keys_and_one_of_a_later_has_more(tmp_path: Path) -> None:
    text = '{"name": "old", "tiers": [], "colour": {"of": ["the", "sky"]}}'
    folder = written(tmp_path / "plan", text)
    found = read_manifest(folder)
    assert (found.name, found.marking, found.inputs, found.seconds) == ("old", None, {}, None)
    assert json.loads((written(tmp_path / "again", found) / "manifest.json").read_text()) == json.loads(text)
    assert (plan_name(folder), marking_of(folder)) == ("old", "")


def test_without_a_name_it_is_called_as_its_folder(tmp_path: Path) -> None:
    assert plan_name(written(tmp_path / "as the folder", "{}")) == "as the folder"


def tiers(numbers: str, count: int = 1) -> str:
    tier = f'{{"term": "unmet", {numbers}, "gap": 0, "status": "", "seconds": 0}}'
    return f'{{"tiers": [{", ".join([tier] * count)}]}}'


def test_the_largest_tiers_of_all_are_read(tmp_path: Path) -> None:
    found = read_manifest(written(tmp_path / "plan", tiers(f'"value": {2**63 - 1}, "bound": 0', 100)))
    assert [tier.value for tier in found.tiers] == [2**63 - 1] * 100


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('{"weeks": "many", "start": "soon"}', [("start", "must be a day"), ("weeks", "must be a whole")]),
        (
            '{"tiers": [{"term": "unmet", "value": 1.5, "bound": 0, "gap": 0, "status": ""}]}',
            [("tiers.0.value", "must be a whole number (got '1.5')"), ("tiers.0.seconds", "is missing")],
        ),
        ('{"extract": ["PL"]}', [("extract", "(got")]),
        (
            tiers(f'"value": 1{"0" * 400}, "bound": -1{"0" * 400}'),
            [("tiers.0.value", "of at most 19 digits"), ("tiers.0.bound", "of at most 19 digits")],
        ),
        (tiers('"value": 1, "bound": 0', 3_000), [("tiers", "must be a list of at most 100")]),
        ("[]", [("", "is no manifest")]),
        ('{"more": NaN}', [("", "is not JSON")]),
        ('{"seconds": 1e999}', [("", "is not JSON")]),
        (r'{"name": "\ud800"}', [("", "is not JSON")]),
        (r'{"\udfff": 1}', [("", "is not JSON")]),
    ],
)
def test_every_fault_is_said_with_its_key(tmp_path: Path, text: str, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(PlanFaults) as caught:
        read_manifest(written(tmp_path / "plan", text))
    found: list[Fault] = list(caught.value.faults)
    assert [fault.column for fault in found] == [key for key, _ in faults]
    assert all(said in fault.message for fault, (_, said) in zip(found, faults, strict=True))
    assert {fault.file for fault in found} == {str(tmp_path / "plan/manifest.json")}


def test_one_that_names_every_cohort_of_the_largest_plan_is_read(tmp_path: Path) -> None:
    """Of each whose people have left it says how many began; there may be as many as cohorts in all."""
    began = {f"{number:064d}-01": 1_000_000 for number in range(MOST_COHORTS_IN_ALL)}
    assert read_manifest(written(tmp_path / "plan", Manifest(began=began))).began == began
    more = {f"D{number}-01": 1 for number in range(MOST_MANIFEST_VALUES + 1)}
    with pytest.raises(PlanFaults, match="holds more than 120,000 values"):
        read_manifest(written(tmp_path / "more", Manifest(began=more)))


def test_the_dictionary_explains_every_key() -> None:
    text = plan_dictionary()
    keys: dict[str, Any] = {name: key for part in SECTIONS for name, key in part.kind.columns().items()}
    assert len(keys) > 25
    assert [name for name, key in keys.items() if f"| `{name}` | {key.meaning} |" not in text] == []
