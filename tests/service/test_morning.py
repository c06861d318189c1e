"""What stands on the page of the morning, by itself."""

from __future__ import annotations

from trainopt.service.morning import unmet_together


def test_cohorts_of_a_demand_are_told_together_unless_their_reasons_differ() -> None:
    lines = [
        {"cohort_id": id, "demand_id": id[:2], "trainees": 10, "reason": reason, "detail": ""}
        for id, reason in (("A1-1", "no_seat"), ("B1-1", "no_seat"), ("A1-2", "no_seat"), ("A1-3", "window"))
    ]
    told = [(one.first["cohort_id"], one.cohorts, one.trainees) for one in unmet_together(lines)]
    assert told == [("A1-1", 2, 20), ("B1-1", 1, 10), ("A1-3", 1, 10)]


def test_a_detail_is_told_where_all_that_are_told_together_have_it() -> None:
    lines = [
        {"cohort_id": id, "demand_id": id[:2], "trainees": 10, "reason": "no_seat", "detail": detail}
        for id, detail in (("A1-1", "x"), ("A1-2", "y"), ("B1-1", "x"), ("B1-2", "x"), ("C1-1", None))
    ]
    assert [one.detail for one in unmet_together(lines)] == ["", "x", ""]
