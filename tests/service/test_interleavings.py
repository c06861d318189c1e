"""Ten people edit, submit and are accepted in any order: what comes out is their drafts, one after the other.

The oracle keeps cells in a dictionary of its own, and knows nothing of tables, scenarios or merging.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.people import actor
from tests.support.planning import OP, with_dataset
from trainopt.runs.store import open_store
from trainopt.service import datasets, drafts, proposals
from trainopt.service.actors import operator
from trainopt.service.merging import ClashChoice, Clashes, Take

PEOPLE = [actor(f"p{number}", "planner:all") for number in range(10)]
SITES = ["DE-01", "DE-02", "PL-01", "PL-02"]
COLUMNS = ["beds", "name"]
Cell = tuple[str, str]

who = st.integers(0, 9)
site = st.sampled_from(SITES)
number = st.integers(1, 5)


@dataclass
class Mine:
    """What the oracle knows of somebody's draft: what it saw, and what it says."""

    draft: int
    revision: int
    saw: dict[Cell, str]
    says: dict[Cell, str] = field(default_factory=dict)
    proposal: int | None = None


class Interleaved(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "store.db")
        with_dataset(self.store, Path(self.folder.name))
        self.truth: dict[Cell, str] = self.cells()
        self.mine: dict[int, Mine] = {}
        self.refused = self.accepted = 0

    def cells(self) -> dict[Cell, str]:
        shown = datasets.show_table(self.store, OP, "sites")
        rows = zip(shown.keys, shown.rows, strict=True)
        return {(key[0], column): row[column] for key, row in rows for column in COLUMNS}

    def changes(self, mine: Mine) -> list[dict[str, object]]:
        return [
            {"table": "sites", "where": {"site_id": site}, "set": {column: value}}
            for (site, column), value in mine.says.items()
        ]

    @rule(who=who, site=site, beds=st.booleans(), number=number)
    def edit(self, who: int, site: str, beds: bool, number: int) -> None:
        if who not in self.mine:
            draft = drafts.begin_draft(self.store, PEOPLE[who], f"of {who}")
            self.mine[who] = Mine(draft.number, 1, dict(self.truth))
        mine = self.mine[who]
        if mine.proposal is None:
            cell = (site, "beds" if beds else "name")
            mine.says[cell] = str(200 + number) if beds else f"name {number}"
            drafts.change_draft(
                self.store, PEOPLE[who], mine.draft, mine.revision, changes=self.changes(mine)
            )
            mine.revision += 1

    @rule(who=who)
    def submit(self, who: int) -> None:
        mine = self.mine.get(who)
        if mine is not None and mine.proposal is None and any(mine.saw[c] != v for c, v in mine.says.items()):
            mine.proposal = proposals.submit_draft(self.store, PEOPLE[who], mine.draft).number

    def waiting(self) -> list[int]:
        return [who for who, mine in self.mine.items() if mine.proposal is not None]

    def clashing(self, mine: Mine, truth: dict[Cell, str]) -> dict[Cell, tuple[str, str, str]]:
        return {
            cell: (mine.saw[cell], truth[cell], value)
            for cell, value in mine.says.items()
            if value != mine.saw[cell] and truth[cell] not in (mine.saw[cell], value)
        }

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.waiting()), min_size=1, max_size=3, unique=True))
        numbers = [self.mine[who].proposal or 0 for who in chosen]
        choices: list[ClashChoice] = []
        while True:
            truth, named = self.applied(chosen, choices)
            try:
                proposals.accept_proposals(self.store, operator("op"), numbers, choices)
            except Clashes as told:
                found = {
                    (clash.proposal, clash.key[0], clash.column): (clash.base, clash.theirs, clash.mine)
                    for clash in told.clashes
                }
                assert found == named  # each refused cell, and no other
                assert self.cells() == self.truth  # and nothing was accepted
                self.refused += len(found)
                for (proposal, name, column), (_, theirs, _) in found.items():
                    take = data.draw(st.sampled_from(Take))
                    value = "777" if column == "beds" else "agreed"
                    choices.append(ClashChoice(proposal, "sites", (name,), column, take, value, theirs))
                continue
            break
        assert not named
        self.truth = truth
        self.accepted += len(chosen)
        for one in chosen:
            del self.mine[one]

    def applied(
        self, chosen: list[int], choices: list[ClashChoice]
    ) -> tuple[dict[Cell, str], dict[tuple[int, str, str], tuple[str, str, str]]]:
        """What the drafts make one after the other, and the cells that wait for a choice."""
        truth = dict(self.truth)
        named: dict[tuple[int, str, str], tuple[str, str, str]] = {}
        for who in chosen:
            mine = self.mine[who]
            clashing = self.clashing(mine, truth)
            for cell, value in mine.says.items():
                if value == mine.saw[cell]:
                    continue
                if cell not in clashing:
                    truth[cell] = value
                    continue
                theirs = clashing[cell][1]
                made = [
                    c for c in choices
                    if (c.proposal, c.key[0], c.column) == (mine.proposal, *cell) and c.theirs == theirs
                ]  # fmt: skip
                if made:
                    truth[cell] = {"theirs": theirs, "mine": value, "value": made[-1].value}[made[-1].take]
                else:
                    named[mine.proposal or 0, *cell] = clashing[cell]
        return truth, named

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def reject(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.waiting()))
        proposals.reject_proposal(self.store, operator("op"), self.mine.pop(who).proposal or 0, "no")

    @invariant()
    def the_newest_version_is_what_was_accepted(self) -> None:
        assert self.cells() == self.truth

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestInterleavings = pytest.mark.slow(Interleaved.TestCase)
TestInterleavings.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
