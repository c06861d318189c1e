"""Classes more in some weeks alone: what becomes of a capacity row, and which weeks are offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, changed
from tests.service.test_runs import DORA, UNPINNED
from tests.support.people import actor
from trainopt.dataset import Calendar
from trainopt.dataset.calendar import start_weeks
from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.service import proposals, row_weeks
from trainopt.service.actors import Actor
from trainopt.service.datasets import data_of
from trainopt.service.differences import RowKey
from trainopt.service.drafts import Draft, draft_edits, list_drafts
from trainopt.service.held import StepInPlan
from trainopt.service.row_weeks import add_in_weeks, is_row_to_split, weeks_of_class
from trainopt.tables import Capacity

START = date(2027, 1, 4)
WEEKS = 20
ROW: RowKey = ("PL-01", "BASIC", "")


@pytest.fixture
def quick(quick: Store) -> Store:
    """The dataset without its pin at the site, which holds a class to weeks of its own."""
    changed(quick, UNPINNED)
    return quick


def monday(week: int) -> date:
    return START + timedelta(weeks=week)


def sunday(week: int) -> date:
    return monday(week) + timedelta(days=6)


def from_to(first: int, last: int) -> tuple[date, date]:
    return monday(first), sunday(last)


def hold(monkeypatch: pytest.MonkeyPatch, *classes: tuple[str, int, int], course: str = "BASIC") -> None:
    """Classes of the plan in force at PL-01: what each is called, and its first and last week."""
    steps = tuple(
        StepInPlan(f"{name}-01", "BDE-A", 1, course, name, "PL-01", monday(first), sunday(last), 10)
        for name, first, last in classes
    )
    monkeypatch.setattr(row_weeks, "_steps", lambda _: steps)


def rows_made(store: Store, draft: Draft) -> list[tuple[str, ...]]:
    """The rows that a draft leaves of the site and the course, as `from to first_start parallel`."""
    columns = ("valid_from", "valid_to", "first_start", "parallel_classes")
    return [
        tuple((edit.after or {}).get(column, "") for column in columns)
        for edit in draft_edits(store, CORA, draft.number)
    ]


def text(day: date) -> str:
    return day.isoformat()


class TestTheRows:
    def test_in_the_middle_three_are_made_by_one_draft(self, quick: Store) -> None:
        draft = add_in_weeks(quick, PAWEL, ROW, from_to(4, 6))
        assert rows_made(quick, draft) == [
            ("", text(sunday(3)), "", "2"),
            (text(monday(4)), text(sunday(6)), "", "3"),
            (text(monday(7)), "", "", "2"),
        ]
        assert (draft.faults, draft.title) == (
            (),
            "PL-01 BASIC parallel_classes + 1, 2027-02-01 – 2027-02-21",
        )

    def test_any_day_stands_for_its_week(self, quick: Store) -> None:
        days = monday(4) + timedelta(days=2), monday(6) + timedelta(days=1)
        draft = add_in_weeks(quick, PAWEL, ROW, days, 4, title="a guest team")
        assert rows_made(quick, draft)[1] == (text(monday(4)), text(sunday(6)), "", "6")
        assert draft.title == "a guest team"

    def test_from_its_first_week_there_is_nothing_before(self, quick: Store) -> None:
        draft = add_in_weeks(quick, PAWEL, ROW, from_to(0, 2))
        assert rows_made(quick, draft) == [
            ("", text(sunday(2)), "", "3"),
            (text(monday(3)), "", "", "2"),
        ]

    def test_to_its_last_week_there_is_nothing_after(self, quick: Store) -> None:
        ends = {"table": "capacity", "where": {"site_id": "PL-01", "course_id": "BASIC"}}
        changed(quick, {**ends, "set": {"valid_to": text(sunday(9))}})
        draft = add_in_weeks(quick, PAWEL, ROW, from_to(8, 9))
        assert rows_made(quick, draft) == [
            ("", text(sunday(7)), "", "2"),
            (text(monday(8)), text(sunday(9)), "", "3"),
        ]
        whole = add_in_weeks(quick, PAWEL, ROW, from_to(0, 9))
        assert rows_made(quick, whole) == [("", text(sunday(9)), "", "3")]

    def test_one_without_a_last_day_goes_on_when_the_horizon_has_moved(self, quick: Store) -> None:
        draft = add_in_weeks(quick, PAWEL, ROW, from_to(18, 19))
        assert rows_made(quick, draft)[1:] == [
            (text(monday(18)), text(sunday(19)), "", "3"),
            (text(monday(20)), "", "", "2"),
        ]
        assert draft.faults == ()

    @pytest.mark.parametrize(
        ("every", "valid_from", "first_start", "weeks"),
        [
            (1, None, None, (2, 6)),
            (1, None, 3, (2, 6)),
            (1, -3, 8, (2, 4)),
            (2, None, None, (5, 9)),
            (2, None, 3, (7, 8)),
            (2, 2, None, (7, 8)),
            (3, -3, None, (2, 6)),
            (3, 2, 4, (2, 6)),
            (5, None, None, (5, 9)),
            (5, -3, 1, (5, 9)),
            (5, None, 3, (9, 12)),
        ],
    )
    def test_classes_start_in_the_weeks_in_which_they_could(
        self,
        quick: Store,
        every: int,
        valid_from: int | None,
        first_start: int | None,
        weeks: tuple[int, int],
    ) -> None:
        """Those that lie across an edge aside; and with another number at a time in these weeks alone."""
        cells = {
            "start_every_weeks": str(every),
            "valid_from": "" if valid_from is None else text(monday(valid_from)),
            "first_start": "" if first_start is None else text(monday(first_start)),
        }
        where = {"site_id": "PL-01", "course_id": "BASIC"}
        changed(quick, {"table": "capacity", "where": where, "set": cells})
        before = starts_of(quick)
        inside = {s for s in before if weeks[0] <= s and s + 1 <= weeks[1]}
        key = ("PL-01", "BASIC", cells["valid_from"])
        if not inside:
            with pytest.raises(UsageError, match="can begin and end"):
                add_in_weeks(quick, PAWEL, key, from_to(*weeks))
            return
        draft = add_in_weeks(quick, PAWEL, key, from_to(*weeks))
        proposal = proposals.submit_draft(quick, PAWEL, draft.number, "x")
        proposals.accept_proposals(quick, CORA, [proposal.number])
        outside = {s for s in before if s + 1 < weeks[0] or s > weeks[1]}
        assert starts_of(quick) == dict.fromkeys(outside, 2) | dict.fromkeys(inside, 3)


def starts_of(store: Store) -> dict[int, int]:
    """The weeks in which a class of two weeks can start at PL-01, and how many may run there."""
    dataset = data_of(store, CORA).dataset
    calendar = Calendar.of(dataset.settings)
    course = next(one for one in dataset.courses if one.course_id == "BASIC")
    rows: Iterable[Capacity] = dataset.capacity
    own = [row for row in rows if (row.site_id, row.course_id) == ("PL-01", "BASIC")]
    return {
        week: row.parallel_classes
        for row in own
        for week in start_weeks(row, course, frozenset(), calendar, calendar.week(dataset.counted_from))
    }


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ((monday(-1), sunday(3)), "has the weeks 2027-01-04 to 2027-05-23 here"),
            ((monday(16), sunday(20)), "has the weeks 2027-01-04 to 2027-05-23 here"),
            ((monday(6), sunday(5)), "has the weeks"),
            ((monday(5), sunday(5)), "no class of BASIC can begin and end at PL-01 in these weeks"),
        ],
    )
    def test_weeks_in_which_no_class_can_be(self, quick: Store, days: tuple[date, date], said: str) -> None:
        with pytest.raises(UsageError, match=said):
            add_in_weeks(quick, PAWEL, ROW, days)
        assert list_drafts(quick, CORA) == []

    def test_weeks_that_are_closed_or_over(self, quick: Store) -> None:
        shut = {"site_id": "PL-01", "first_day": text(monday(5)), "last_day": text(sunday(5))}
        changed(quick, {"table": "closures", "insert": shut})
        with pytest.raises(UsageError, match="can begin and end"):
            add_in_weeks(quick, PAWEL, ROW, from_to(4, 6))
        assert add_in_weeks(quick, PAWEL, ROW, from_to(3, 4)).faults == ()
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(9))}})
        with pytest.raises(UsageError, match="can begin and end"):
            add_in_weeks(quick, PAWEL, ROW, from_to(3, 9))
        assert add_in_weeks(quick, PAWEL, ROW, from_to(3, 10)).faults == ()

    def test_a_class_across_an_edge_unless_it_shall_be_so(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("a", 3, 4), ("b", 4, 5), ("c", 7, 8))
        with pytest.raises(UsageError, match="choose 2027-01-25 to 2027-02-14"):
            add_in_weeks(quick, PAWEL, ROW, from_to(4, 5))
        assert add_in_weeks(quick, PAWEL, ROW, from_to(4, 5), anyway=True).faults == ()
        with pytest.raises(UsageError, match="across the edge"):
            add_in_weeks(quick, PAWEL, ROW, from_to(5, 6))
        assert add_in_weeks(quick, PAWEL, ROW, from_to(3, 5)).faults == ()

    def test_a_class_that_has_begun_across_an_edge_would_not_be_counted(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("begun", 2, 9), ("next", 8, 17))
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(5))}})
        with pytest.raises(UsageError, match="choose 2027-01-18 to 2027-05-09"):
            add_in_weeks(quick, PAWEL, ROW, from_to(8, 17))
        assert add_in_weeks(quick, PAWEL, ROW, from_to(2, 17)).faults == ()

    def test_classes_of_another_course_or_that_are_over_stand_in_no_way(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("a", 3, 4), course="LEAD")
        assert add_in_weeks(quick, PAWEL, ROW, from_to(4, 5)).faults == ()
        hold(monkeypatch, ("a", -3, -1), ("b", 2, 3))
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(4))}})
        assert add_in_weeks(quick, PAWEL, ROW, from_to(4, 5)).faults == ()

    def test_a_row_without_weeks_in_the_horizon(self, quick: Store) -> None:
        where = {"site_id": "PL-01", "course_id": "BASIC"}
        later = text(monday(25))
        after = {**where, "valid_from": later, "parallel_classes": "1", "start_every_weeks": "1"}
        changed(quick, {"table": "capacity", "where": where, "set": {"valid_to": text(sunday(24))}})
        changed(quick, {"table": "capacity", "insert": after})
        with pytest.raises(UsageError, match="PL-01 BASIC has no weeks of the horizon here"):
            add_in_weeks(quick, PAWEL, ("PL-01", "BASIC", later), from_to(4, 6))

    def test_a_row_of_others_is_not_there(self, quick: Store) -> None:
        for who in (DORA, ANNA):
            with pytest.raises(NotThere):
                add_in_weeks(quick, who, ROW, from_to(4, 6))
        for key in (("PL-01", "BASIC", "2027-01-04"), ("PL-01",), ()):
            with pytest.raises(NotThere):
                add_in_weeks(quick, CORA, key, from_to(4, 6))
        with pytest.raises(NotAllowed):
            add_in_weeks(quick, RITA, ROW, from_to(4, 6))


class TestTheWeeksOffered:
    def offered(self, store: Store, name: str, who: Actor = PAWEL) -> tuple[RowKey, date, date, bool]:
        found = weeks_of_class(store, who, name)
        return found.key, found.first, found.last, found.widened

    def test_those_of_the_class(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        hold(monkeypatch, ("a", 3, 4), ("also a", 3, 4), ("b", 5, 6), ("c", 9, 10))
        assert self.offered(quick, "a") == (ROW, monday(3), sunday(4), False)

    def test_and_of_those_that_would_lie_across_their_edge(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("a", 3, 4), ("b", 4, 5), ("c", 5, 6), ("d", 7, 8))
        assert self.offered(quick, "a") == (ROW, monday(3), sunday(6), True)

    def test_with_those_that_have_begun(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        hold(monkeypatch, ("begun", 2, 9), ("next", 8, 17))
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(5))}})
        assert self.offered(quick, "next") == (ROW, monday(2), sunday(17), True)

    def test_of_one_that_began_before_the_horizon_from_its_first_week(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        valid_from = text(monday(-5))
        where = {"site_id": "PL-01", "course_id": "BASIC"}
        changed(quick, {"table": "capacity", "where": where, "set": {"valid_from": valid_from}})
        hold(monkeypatch, ("begun", -2, 3), ("next", 3, 5))
        key = ("PL-01", "BASIC", valid_from)
        assert self.offered(quick, "next") == (key, monday(0), sunday(5), True)
        assert rows_made(quick, add_in_weeks(quick, PAWEL, key, from_to(0, 5))) == [
            (valid_from, text(sunday(5)), "", "3"),
            (text(monday(6)), "", "", "2"),
        ]

    def test_of_one_that_began_in_another_row_none(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        valid_from = text(monday(4))
        where = {"site_id": "PL-01", "course_id": "BASIC"}
        changed(quick, {"table": "capacity", "where": where, "set": {"valid_from": valid_from}})
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(5))}})
        hold(monkeypatch, ("begun", 2, 9), ("next", 8, 10))
        assert self.offered(quick, "next") == (("PL-01", "BASIC", valid_from), monday(8), sunday(10), False)

    def test_one_that_is_told_to_have_begun_this_week_has(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("A1", 4, 5), ("next", 5, 6))
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(4))}})
        assert self.offered(quick, "A1") == (ROW, monday(4), sunday(6), True)
        what = {"cohort_id": "A1-01", "step": "1", "course_id": "BASIC", "site_id": "PL-01"}
        changed(quick, {"table": "actuals", "insert": what | {"start": text(monday(4)), "trainees": "10"}})
        with pytest.raises(NotThere):
            self.offered(quick, "A1")
        assert self.offered(quick, "next") == (ROW, monday(4), sunday(6), True)

    def test_of_the_row_that_holds_it(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        hold(monkeypatch, ("a", 5, 6))
        draft = add_in_weeks(quick, PAWEL, ROW, from_to(5, 8))
        proposal = proposals.submit_draft(quick, PAWEL, draft.number, "x")
        proposals.accept_proposals(quick, CORA, [proposal.number])
        key = ("PL-01", "BASIC", text(monday(5)))
        assert self.offered(quick, "a") == (key, monday(5), sunday(6), False)
        assert rows_made(quick, add_in_weeks(quick, PAWEL, key, from_to(5, 6))) == [
            (text(monday(5)), text(sunday(6)), "", "4"),
            (text(monday(7)), text(sunday(8)), "", "3"),
        ]

    def test_to_nobody_else(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        hold(monkeypatch, ("a", 3, 4), ("past", 0, 1), ("nowhere", 30, 31))
        changed(quick, {"table": "plan", "set": {"as_of": text(monday(2))}})
        told = {who.name for who in (CORA, PAWEL, DORA, ANNA, RITA) if is_row_to_split(quick, who, "a")}
        assert told == {"cora", "pawel"}
        for name in ("past", "nowhere", "none", ""):
            assert not is_row_to_split(quick, CORA, name)
            with pytest.raises(NotThere):
                weeks_of_class(quick, CORA, name)
        with pytest.raises(NotThere):
            weeks_of_class(quick, DORA, "a")

    def test_not_to_who_sees_the_row_and_may_not_change_it(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hold(monkeypatch, ("a", 3, 4))
        grants = ("reader:all", "planner:nation:DE")
        assert not is_row_to_split(quick, actor("guest", *grants), "a")
        assert is_row_to_split(quick, actor("guest", *grants, "planner:nation:PL"), "a")

    def test_none_where_no_plan_is_in_force(self, quick: Store) -> None:
        assert not is_row_to_split(quick, CORA, "PL-01.BASIC.2027-01-18.1")


def test_all_other_cells_stay(quick: Store) -> None:
    where = {"site_id": "PL-01", "course_id": "BASIC"}
    more = {"class_min": "5", "class_max": "12", "cost_per_class": "900", "duration_weeks": "3"}
    changed(quick, {"table": "capacity", "where": where, "set": more})
    draft = add_in_weeks(quick, PAWEL, ROW, from_to(4, 8))
    for edit in draft_edits(quick, PAWEL, draft.number):
        cells: RowCells = edit.after or {}
        assert {name: cells.get(name) for name in more} == more
