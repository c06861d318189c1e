"""The coalition dataset: ten nations over a year. Hosts, offers and closures are written by hand, what needs
many figures is drawn; so the same files always come out: `python -m trainopt.generate.coalition FOLDER`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from trainopt.dataset import Dataset, write_dataset
from trainopt.generate.build import build
from trainopt.generate.catalogue import SUBJECTS
from trainopt.generate.dice import Dice
from trainopt.generate.hosts import HOSTS
from trainopt.generate.rows import make
from trainopt.generate.spec import HostPlace, Offer, Spec
from trainopt.tables import Capacity, Closure, Course, CourseResource, Demand, PipelineStep, Unit

SEED = 2027
START = date(2026, 10, 5)
WEEKS = 52
AS_OF = date(2026, 10, 14)
NATIONS = ("DE", "PL", "GB", "ES", "FR", "CZ", "NL", "NO", "LT", "DK")
CHANGE = date(2027, 4, 5)  # the Monday from which British basic training is longer and GB-05 has moved
GROWN_WEEKS = 7

PLACES = (
    HostPlace("DE-01", "DE", "Manoeuvre area East", 1.5, (52.3, 11.6)),
    HostPlace("DE-02", "DE", "Artillery and air-defence school", 1.0, (49.9, 7.6)),
    HostPlace("DE-03", "DE", "Engineer school", 1.0, (48.8, 11.4)),
    HostPlace("DE-04", "DE", "School for leaders", 1.2, (51.3, 13.2)),
    HostPlace("PL-01", "PL", "Joint camp South-East", 2.0, (50.4, 22.0)),
    HostPlace("PL-02", "PL", "School for leaders", 1.0, (52.9, 17.5)),
    HostPlace("GB-01", "GB", "Camp 1", 1.2),
    HostPlace("GB-02", "GB", "Camp 2", 1.2),
    HostPlace("GB-03", "GB", "Camp 3", 1.0),
    HostPlace("GB-04", "GB", "Camp 4", 1.0),
    HostPlace("GB-05", "GB", "Coast camp, until it moves to the Netherlands", 0.8, (50.7, -3.4)),
    HostPlace("ES-01", "ES", "Infantry academy", 1.3, (39.9, -4.0)),
    HostPlace("ES-02", "ES", "Air-defence range", 0.8, (37.3, -5.9)),
    HostPlace("FR-01", "FR", "Brigade camp", 1.5, (49.1, 4.4)),
    HostPlace("FR-02", "FR", "Engineer school", 0.9, (47.4, 0.7)),
    HostPlace("CZ-01", "CZ", "Military area", 1.1, (49.7, 17.5)),
    HostPlace("CZ-02", "CZ", "Výcvikové středisko", 0.7, (49.2, 14.5)),
    HostPlace("NL-01", "NL", "Medical and maintenance school", 1.0, (52.1, 5.4)),
    HostPlace("NL-02", "NL", "Coast camp, from when it has moved", 0.8, (52.9, 4.8)),
    HostPlace("NO-01", "NO", "Leir Øst", 0.9, (60.8, 11.5)),
    HostPlace("LT-01", "LT", "Poligonas", 1.0, (55.1, 24.0)),
    HostPlace("DK-01", "DK", "Droneskole", 0.9, (55.4, 9.6)),
)

TAUGHT = {
    "DE-01": "BCT COY* BN*",
    "DE-02": "AD ART",
    "DE-03": "CLS DEM CBRN MNT",
    "DE-04": "SEC PLT TTT",
    "PL-01": "BCT* SEC CLS UAS COY*",
    "PL-02": "SEC PLT TTT",
    "GB-01": "BCT* SEC CLS",
    "GB-02": "BCT COY",
    "GB-03": "BCT SEC PLT",
    "GB-04": "BCT COY",
    "GB-05": "BCT UAS",
    "ES-01": "BCT* SEC CLS COY",
    "ES-02": "UAS AD",
    "FR-01": "BCT COY* BN",
    "FR-02": "DEM CBRN SNP ART",
    "CZ-01": "BCT COY",
    "CZ-02": "CLS SNP",
    "NL-01": "CLS MNT",
    "NL-02": "BCT UAS",
    "NO-01": "BCT SEC COY",
    "LT-01": "BCT DEM CBRN COY",
    "DK-01": "TTT UAS",
}
"""The courses of each site; `*`: a class may start in any week."""

SPECIAL: dict[tuple[str, str], dict[str, int | date]] = {
    ("GB-05", "BCT"): {"valid_to": CHANGE - timedelta(days=1), "class_min": 60, "class_max": 120},
    ("GB-05", "UAS"): {"valid_to": CHANGE - timedelta(days=1)},
    ("NL-02", "BCT"): {"valid_from": CHANGE, "class_min": 60, "class_max": 120},
    ("NL-02", "UAS"): {"valid_from": CHANGE},
    ("LT-01", "BCT"): {"class_min": 70, "class_max": 140},
    ("NO-01", "BCT"): {"class_max": 160},
    ("CZ-01", "COY"): {"valid_from": date(2027, 2, 1), "valid_to": date(2028, 1, 30)},
    ("PL-01", "BCT"): {"class_max": 240},
    ("ES-02", "AD"): {"class_min": 8, "class_max": 16},
    ("DK-01", "UAS"): {"class_max": 30},
}
"""Where and when an offer is not as the course says, or not there all the year."""

STAND_DOWN = "winter stand-down"
CLOSURES = (
    ("DE", None, None, "2026-12-21", "2027-01-03", STAND_DOWN),
    ("PL", None, None, "2026-12-23", "2027-01-01", STAND_DOWN),
    ("GB", None, None, "2026-12-19", "2027-01-03", STAND_DOWN),  # a Saturday: its whole week is closed
    ("ES", None, None, "2026-12-21", "2027-01-06", STAND_DOWN),
    ("FR", None, None, "2026-12-21", "2027-01-03", STAND_DOWN),
    ("CZ", None, None, "2026-12-23", "2027-01-01", STAND_DOWN),
    ("NL", None, None, "2026-12-21", "2027-01-03", STAND_DOWN),
    ("NO", None, None, "2026-12-21", "2027-01-03", STAND_DOWN),
    ("LT", None, None, "2026-12-24", "2026-12-27", STAND_DOWN),
    ("DK", None, None, "2026-12-21", "2027-01-03", STAND_DOWN),
    ("FR", None, None, "2027-08-02", "2027-08-22", "summer leave"),
    ("NO", None, None, "2027-09-20", "2027-11-14", "own exercise, beyond the horizon"),
    (None, "GB-03", None, "2027-02-08", "2027-03-07", "range works"),
    (None, "PL-01", None, "2027-04-26", "2027-05-02", None),
    (None, None, "DEM", "2026-10-05", "2026-10-25", "manuals in translation"),
    ("GB", None, "UAS", "2027-02-08", "2027-02-21", "airspace closed"),
    (None, "DE-01", "BN", "2027-06-28", "2027-07-25", "own brigade's exercise"),
)
"""Nation, site, course, first and last day, note."""


def coalition() -> Dataset:
    """The dataset in data/coalition."""
    return _with_what_cannot_be(build(_spec(), Dice(SEED)))


def _spec() -> Spec:
    return Spec(
        name="Coalition: ten nations, 52 weeks (synthetic)",
        start=START,
        weeks=WEEKS,
        as_of=AS_OF,
        cohorts=1_200,
        brigades=9,
        courses=tuple(SUBJECTS),
        hosts=tuple(host for host in HOSTS if host.nation_id in NATIONS),
        offers=tuple(_offers()),
        closures=tuple(_closures()),
    )


def _offers() -> Iterator[Offer]:
    """The offers; British basic training has two, because it grows in mid-year."""
    for place in PLACES:
        for word in TAUGHT[place.site_id].split():
            course_id = word.rstrip("*")
            offer = Offer(place, course_id, rolling=word.endswith("*"))
            offer = replace(offer, **SPECIAL.get((place.site_id, course_id), {}))  # type: ignore[arg-type]
            if place.nation_id == "GB" and course_id == "BCT" and offer.valid_to is None:
                yield replace(offer, valid_to=CHANGE - timedelta(days=1))
                yield replace(offer, valid_from=CHANGE, duration_weeks=GROWN_WEEKS)
            else:
                yield offer


def _closures() -> Iterator[Closure]:
    """closures.csv."""
    for nation_id, site_id, course_id, first_day, last_day, note in CLOSURES:
        yield make(
            Closure,
            nation_id=nation_id,
            site_id=site_id,
            course_id=course_id,
            first_day=first_day,
            last_day=last_day,
            note=note,
        )


def _with_what_cannot_be(dataset: Dataset) -> Dataset:
    """With a class that cannot reach its minimum and demands that cannot be met in time."""
    bridging = make(
        Course,
        course_id="BRG",
        name="Bridging",
        level="specialist",
        duration_weeks=3,
        class_min=20,
        class_max=30,
    )
    corps = make(Unit, unit_id="190-E", name="190 Engineer Company")
    return replace(
        dataset,
        courses=(*dataset.courses, bridging),
        course_resources=(
            *dataset.course_resources,
            make(CourseResource, course_id="BRG", resource="instructor", per_class=6),
        ),
        capacity=(
            *dataset.capacity,
            make(Capacity, site_id="DE-03", course_id="BRG", parallel_classes=1, cost_per_class=30_000),
        ),
        pipelines=(*dataset.pipelines, make(PipelineStep, pipeline_id="BRIDGE", step=1, course_id="BRG")),
        units=(*dataset.units, corps),
        demand=(*dataset.demand, *_unmeetable(corps)),
    )


def _unmeetable(unit: Unit) -> Iterator[Demand]:
    """Too few for a class; a pipeline that takes ten weeks due after six, once late, once too late."""
    usual = {"unit_id": unit.unit_id, "trainees": 12, "priority": 3}
    hurried = {"pipeline_id": "SAPPER", "ready_from": "2027-03-01", "due": "2027-04-11"}
    yield make(Demand, demand_id="X1", **usual | {"pipeline_id": "BRIDGE", "due": "2027-06-27"})
    yield make(Demand, demand_id="X2", **usual | hurried)
    yield make(Demand, demand_id="X3", **usual | hurried | {"latest": "2027-05-02"})


if __name__ == "__main__":
    write_dataset(coalition(), Path(sys.argv[1]))
