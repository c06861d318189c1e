"""A plan whose run ended before it looked for reasons: pages say so, and offer to have it explained."""

from __future__ import annotations

import csv
import io

from tests.support.scoped import World
from trainopt.runs.store.folders import add_folder, read_folder
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, run_by_number

UNSOUGHT = "Not looked for: the run ended first."
SOME = "Of some, the run ended before the reason was looked for"
OFFER = '<a href="#explained">It can still be looked for: have it explained.</a>'


def without_reasons(world: World) -> str:
    """The night's plan without its reasons, in force; a cohort that has no place in it."""
    with world.service.store.begin() as connection:
        night = run_by_number(connection, world.numbers["night"])
        files = dict(read_folder(connection, night.plan_id or ""))
        rows = list(csv.DictReader(io.StringIO(files["unmet.csv"].decode())))
        text = io.StringIO(newline="")
        written = csv.DictWriter(text, rows[0], lineterminator="\n")
        written.writeheader()
        written.writerows(row | {"reason": "", "detail": ""} for row in rows)
        files["unmet.csv"] = text.getvalue().encode()
        run, plan_id = begin_run(connection, {}, {}, None), add_folder(connection, files)
        end_run(connection, run, RunStatus.DONE, 0, plan_id=plan_id, dataset_id=night.dataset_id)
        publish(connection, run, plan_id, "op", "by hand")
    return rows[0]["cohort_id"]


def test_where_and_when_it_is_so_stands_on_a_line_of_its_own(world: World) -> None:
    """It begins as it may: with an id, or in small letters behind a full stop."""
    for address in ("/", "/plan/lists"):
        assert '.<br><span class="hint">' in world.clients["cora"].get(address).text, address


def test_it_is_said_where_the_reason_would_stand_with_what_can_be_done(world: World) -> None:
    cora, rita = world.clients["cora"], world.clients["rita"]
    for address in ("/", "/plan/lists"):
        told = cora.get(address).text
        assert (UNSOUGHT in told, SOME in told) == (False, False), address
    cohort = without_reasons(world)
    for address in ("/", "/plan/lists"):
        told = cora.get(address).text
        assert (UNSOUGHT in told, SOME in told) == (True, True), address
    both = [client.get(f"/plan/cohorts/{cohort}").text for client in (cora, rita)]
    assert [(UNSOUGHT in told, OFFER in told) for told in both] == [(True, True), (True, False)]
