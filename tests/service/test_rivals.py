"""Which proposals want different things of the same cells."""

from __future__ import annotations

import pytest

from trainopt.service.differences import RowEdit
from trainopt.service.proposals import Proposal, ProposalStatus
from trainopt.service.rivals import rivals_among, rivals_of

OLD = {"site_id": "A1", "name": "One", "beds": "100"}


def proposal(number: int, *edits: RowEdit) -> Proposal:
    facts = ("", "ann", 1, (), edits, "", ProposalStatus.WAITING, "", "ann", None, None, "", None)
    return Proposal(number, number, *facts)


def site(before: dict[str, str] | None, key: str = "A1", **after: str) -> RowEdit:
    return RowEdit("sites", (key,), before, {**(before or {"site_id": key}), **after} if after else None)


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (site(OLD, beds="120"), site(OLD, beds="130"), True),
        (site(OLD, beds="120"), site(OLD, beds="120"), False),
        (site(OLD, beds="120"), site(OLD, name="Uno"), False),
        (site(OLD, beds="120"), site(OLD, "A2", beds="130"), False),
        (site(OLD, beds="120"), site(OLD), True),
        (site(OLD), site(OLD), False),
        (site(None, beds="120"), site(None, beds="130"), True),
        (site(None, beds="120"), site(None, beds="120"), False),
    ],
)
def test_two(one: RowEdit, other: RowEdit, clash: bool) -> None:
    two = [proposal(1, one), proposal(2, other)]
    assert rivals_among(two) == ({1: [2], 2: [1]} if clash else {})
    assert [rivals_of(one, two) for one in two] == ([[2], [1]] if clash else [[], []])


def test_several_and_one_that_is_named_twice() -> None:
    wide = proposal(3, site(OLD, beds="140"), site(OLD, "A2", beds="7"))
    found = [proposal(1, site(OLD, beds="120")), proposal(2, site(OLD, beds="130")), wide]
    assert rivals_among(found) == {1: [2, 3], 2: [1, 3], 3: [1, 2]}
    assert rivals_among([wide]) == {}
    assert [rivals_of(one, found) for one in found] == [[2, 3], [1, 3], [1, 2]]
    assert rivals_of(found[1], [found[0], wide]) == [1, 3]


def test_of_many_on_the_same_rows_each_edit_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[RowEdit] = []
    columns = vars(RowEdit)["columns"].fget

    def counted(edit: RowEdit) -> list[str]:
        looked.append(edit)
        found: list[str] = columns(edit)
        return found

    monkeypatch.setattr(RowEdit, "columns", property(counted))
    keys = [f"A{place}" for place in range(5)]
    found = [proposal(n, *(site(OLD, key, beds=str(200 + n % 3)) for key in keys)) for n in range(12)]
    rivals = rivals_among(found)
    assert rivals == {n: [other for other in range(12) if other % 3 != n % 3] for n in range(12)}
    assert len(looked) == 12 * len(keys)
    looked.clear()
    alone = proposal(99, site(OLD, "A0", beds="7"))
    assert rivals_of(alone, found) == [*range(12)]
    assert len(looked) == 13


def test_one_that_adds_a_row_clashes_with_who_changes_it_otherwise_and_these_among_themselves() -> None:
    whole = {"name": "One", "beds": "120"}
    found = [
        proposal(1, site(None, **whole)),
        proposal(2, site(OLD, beds="120")),
        proposal(3, site(OLD, beds="130")),
        proposal(4, site(OLD)),
    ]
    assert rivals_among(found) == {1: [3, 4], 2: [3, 4], 3: [1, 2, 4], 4: [1, 2, 3]}
