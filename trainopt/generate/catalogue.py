"""What is trained: courses, the pipelines through them and who asks for which.

Lengths, class sizes and ratios follow what the training missions have published (data/README.md names
the sources); where nothing is public they are assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import fsum
from typing import Literal

from trainopt.generate.rows import make
from trainopt.tables import Course, CourseResource, PipelineStep


@dataclass(frozen=True)
class Subject:
    """A course of the catalogue.

    `trainees_per_instructor` and `trainees_per_interpreter` are counted at a full class; `equipment` is
    units of other resources per class. `headroom` is how many seats are offered per trainee who needs
    one, over the usable time: above 1 because cohorts never fill every class to its last seat. `passing` is
    how many of a hundred who begin the course finish it.
    """

    course_id: str
    name: str
    level: str | None
    weeks: int
    class_min: int
    class_max: int
    trainees_per_instructor: float
    trainees_per_interpreter: float
    headroom: float = 1.2
    mixed_units: bool | None = None
    equipment: dict[str, int] = field(default_factory=dict)
    passing: int | None = None

    def needs(self) -> dict[str, int]:
        """Units of each resource that a class holds in each of its weeks."""
        return {
            "instructor": _up(self.class_max / self.trainees_per_instructor),
            "interpreter": _up(self.class_max / self.trainees_per_interpreter),
            **self.equipment,
        }


def _up(amount: float) -> int:
    return -int(-amount // 1)


# A combat-casualty class of 30 has 14 instructors; a company trains as one, so its class is of one unit.
SUBJECTS: dict[str, Subject] = {
    subject.course_id: subject
    for subject in (
        Subject(
            "BCT", "Basic combat training", "basic", 5, 100, 200, 4, 15, 1.07, None, {"range": 1}, passing=96
        ),
        Subject("SEC", "Section commander", "leader", 5, 24, 48, 4, 10, 1.08, passing=92),
        Subject("PLT", "Platoon commander", "leader", 10, 16, 32, 4, 8, passing=88),
        Subject("TTT", "Train the trainer", "leader", 4, 16, 30, 5, 10, passing=95),
        Subject("CLS", "Combat casualty care", "specialist", 2, 20, 30, 30 / 14, 10, 1.2, True),
        Subject("DEM", "Demining and explosives", "specialist", 3, 12, 24, 3, 8, passing=90),
        Subject("CBRN", "CBRN defence", "specialist", 2, 16, 30, 5, 10),
        Subject(
            "SNP", "Precision shooting", "specialist", 5, 8, 16, 3, 6, 1.2, None, {"range": 1}, passing=80
        ),
        Subject("UAS", "Drone operator", None, 3, 12, 24, 4, 8, 1.2, None, {"simulator": 1}, passing=90),
        Subject("AD", "Air defence", "specialist", 2, 10, 20, 3, 6, 1.2, None, {"simulator": 1}, passing=94),
        Subject("ART", "Howitzer crew", "specialist", 5, 20, 50, 4, 8, 1.2, None, {"range": 2}),
        Subject("MNT", "Vehicle maintenance", "specialist", 4, 10, 20, 4, 8, passing=96),
        Subject("COY", "Company exercise", "collective", 4, 90, 130, 6, 25, 1.09, False, {"range": 2}),
        Subject("BN", "Battalion exercise", "collective", 4, 400, 600, 8, 40, 1.8, False, {"range": 4}),
    )
}


PRE_TRAINED = 0.43
"""The part of the trainees who have basic training behind them, as a British intake reported."""


@dataclass(frozen=True)
class CatalogueStep:
    """A step of a pipeline; `max_wait` in weeks."""

    course_id: str
    max_wait: int | None = None
    location: str | None = None


PIPELINES: dict[str, tuple[CatalogueStep, ...]] = {
    "BASIC": (CatalogueStep("BCT"),),
    "COMPANY": (CatalogueStep("BCT"), CatalogueStep("COY", 8, "same_nation")),
    "COMPANY-EXP": (CatalogueStep("COY"),),
    "BATTALION": (CatalogueStep("BCT"), CatalogueStep("COY", 10), CatalogueStep("BN", None, "any")),
    "BATTALION-EXP": (CatalogueStep("COY"), CatalogueStep("BN")),
    "SECTION": (CatalogueStep("BCT"), CatalogueStep("SEC", 8, "any")),
    "SECTION-EXP": (CatalogueStep("SEC"),),
    "PLATOON": (CatalogueStep("SEC"), CatalogueStep("PLT")),
    "PLATOON-EXP": (CatalogueStep("PLT"),),
    "TRAINER": (CatalogueStep("SEC"), CatalogueStep("TTT", 10)),
    "TRAINER-EXP": (CatalogueStep("TTT"),),
    "MEDIC": (CatalogueStep("BCT"), CatalogueStep("CLS", 6)),
    "MEDIC-EXP": (CatalogueStep("CLS"),),
    "SAPPER": (CatalogueStep("BCT"), CatalogueStep("DEM", 10), CatalogueStep("CBRN", 12, "same_site")),
    "SAPPER-EXP": (CatalogueStep("DEM"), CatalogueStep("CBRN", 12, "same_site")),
    "CBRN-EXP": (CatalogueStep("CBRN"),),
    "SNIPER": (CatalogueStep("BCT"), CatalogueStep("SNP", 8)),
    "SNIPER-EXP": (CatalogueStep("SNP"),),
    "DRONE": (CatalogueStep("BCT"), CatalogueStep("UAS", 6)),
    "DRONE-EXP": (CatalogueStep("UAS"),),
    "AIRDEF-EXP": (CatalogueStep("AD"),),
    "GUNNER": (CatalogueStep("BCT"), CatalogueStep("ART", 8)),
    "GUNNER-EXP": (CatalogueStep("ART"),),
    "FITTER": (CatalogueStep("BCT"), CatalogueStep("MNT")),
    "FITTER-EXP": (CatalogueStep("MNT"),),
}


@dataclass(frozen=True)
class Post:
    """Whom a brigade sends: through which pipeline, and through which if they have had basic training.

    `battalion` is the kind of battalion that sends them, `share` the part of all trainees. `group` says how
    they travel: as a draft of platoons, as companies, as a battalion, or in parts of a class. `trainees` is
    the least and most in one demand, of a company or battalion in one company. `showing` is how many of a
    hundred arrive: of drafts, and of those who come in ones and twos, some do not.
    """

    pipeline: str
    trained_pipeline: str
    battalion: str
    share: float
    group: Literal["draft", "companies", "battalion", "class"]
    trainees: tuple[int, int]
    showing: int | None = None


ROLES: tuple[Post, ...] = (
    Post("BASIC", "BASIC", "INF", 0.36, "draft", (90, 400), 92),
    Post("COMPANY", "COMPANY-EXP", "INF", 0.32, "companies", (112, 130)),
    Post("BATTALION", "BATTALION-EXP", "INF", 0.06, "battalion", (112, 130)),
    Post("SECTION", "SECTION-EXP", "INF", 0.08, "class", (32, 96), 95),
    Post("PLATOON", "PLATOON-EXP", "INF", 0.02, "class", (12, 48), 95),
    Post("TRAINER", "TRAINER-EXP", "INF", 0.02, "class", (15, 60)),
    Post("MEDIC", "MEDIC-EXP", "SUP", 0.03, "class", (24, 90), 94),
    Post("SAPPER", "SAPPER-EXP", "SUP", 0.02, "class", (20, 72)),
    Post("CBRN-EXP", "CBRN-EXP", "SUP", 0.01, "class", (15, 60)),
    Post("FITTER", "FITTER-EXP", "SUP", 0.015, "class", (10, 50), 93),
    Post("SNIPER", "SNIPER-EXP", "INF", 0.005, "class", (8, 32)),
    Post("DRONE", "DRONE-EXP", "SUP", 0.03, "class", (20, 84), 95),
    Post("AIRDEF-EXP", "AIRDEF-EXP", "ART", 0.01, "class", (10, 40)),
    Post("GUNNER", "GUNNER-EXP", "ART", 0.02, "class", (40, 120)),
)


def smallest_class(pipeline_id: str) -> int:
    """The fewest seats that a class of any of the pipeline's courses has."""
    return min(SUBJECTS[step.course_id].class_max for step in PIPELINES[pipeline_id])


def showing(pipeline_id: str) -> int | None:
    """How many of a hundred who are sent through the pipeline arrive; None: all."""
    return next(role.showing for role in ROLES if pipeline_id in (role.pipeline, role.trained_pipeline))


def weeks_of(pipeline_id: str) -> int:
    """Weeks that a pipeline takes without any waiting."""
    return sum(SUBJECTS[step.course_id].weeks for step in PIPELINES[pipeline_id])


def pipelines_of(course_ids: tuple[str, ...]) -> list[str]:
    """The pipelines all of whose courses are among these."""
    return [name for name, steps in PIPELINES.items() if all(s.course_id in course_ids for s in steps)]


def course_rows(course_ids: tuple[str, ...]) -> list[Course]:
    """courses.csv."""
    subjects = [SUBJECTS[course_id] for course_id in course_ids]
    return [
        make(
            Course,
            course_id=s.course_id,
            name=s.name,
            level=s.level,
            duration_weeks=s.weeks,
            class_min=s.class_min,
            class_max=s.class_max,
            mixed_units=s.mixed_units,
            pass_percent=s.passing,
        )
        for s in subjects
    ]


def course_resource_rows(course_ids: tuple[str, ...]) -> list[CourseResource]:
    """course_resources.csv."""
    return [
        make(CourseResource, course_id=course_id, resource=resource, per_class=units)
        for course_id in course_ids
        for resource, units in SUBJECTS[course_id].needs().items()
    ]


def pipeline_rows(course_ids: tuple[str, ...]) -> list[PipelineStep]:
    """pipelines.csv."""
    return [
        make(
            PipelineStep,
            pipeline_id=name,
            step=number,
            course_id=step.course_id,
            max_wait_weeks=step.max_wait,
            location=step.location,
        )
        for name in pipelines_of(course_ids)
        for number, step in enumerate(PIPELINES[name], start=1)
    ]


def class_weeks(course_id: str) -> float:
    """Weeks of classes that a course needs per trainee of all the demand: how much of it must be offered."""
    subject = SUBJECTS[course_id]
    return part_of_trainees(course_id) * subject.weeks / subject.class_max


def part_of_trainees(
    course_id: str, roles: Iterable[Post] = ROLES, pre_trained: float = PRE_TRAINED
) -> float:
    """The part of all trainees who go through a course in one of these roles."""
    return fsum(
        role.share * part
        for role in roles
        for name, part in ((role.pipeline, 1 - pre_trained), (role.trained_pipeline, pre_trained))
        for step in PIPELINES[name]
        if step.course_id == course_id
    )
