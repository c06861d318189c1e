"""Pages of runs, by what stands in them: listed, begun, watched, published, replayed, and who sees what."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

import pandas as pd
import pytest
from starlette.testclient import TestClient

from tests.support.paged import Served, who
from trainopt.runs.store.records import note_run, run_by_number
from trainopt.service.certainty import Beside, beside
from trainopt.service.publication import plan_in_force, publish_plan, withdraw_publication
from trainopt.service.queueing import RunKind, RunState, ask_for_run, cancel_run, show_queued
from trainopt.service.runs_seen import runs_seen
from trainopt.service.taking import take_next
from trainopt.web.pages import run as run_page

MOVED = pd.DataFrame(
    {
        "cohort_id": ["A1-01", "A1-02", "A1-03"],
        "step": 1,
        "change": "added",
        "site_id_a": None,
        "start_a": pd.NaT,
        "site_id_b": "PL-01",
        "start_b": pd.Timestamp("2027-01-18"),
        "trainees": 12,
    }
)
"""Steps of three cohorts that a plan has and another has not."""


def shown(client: TestClient, path: str, status: int = 200) -> str:
    """What a page says, in words."""
    got = client.get(path)
    assert got.status_code == status, got.text
    return words_of(got.text)


def words_of(html: str) -> str:
    """The words of a page, without its marks."""
    plain = re.sub(r"<(script|style|select)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def hold_back(served: Served, number: int) -> None:
    """Let a publication rule fail of a run, whatever was proven of it."""
    with served.store.begin() as connection:
        outcome = run_by_number(connection, number).outcome
        kept = [rule for rule in outcome["rules"] if rule["rule"] != "gap_known"]
        failed = {"rule": "gap_known", "holds": False, "said": "nothing is proven of it"}
        note_run(connection, number, outcome={**outcome, "rules": [*kept, failed]})


def queued(served: Served, kind: RunKind = RunKind.PLAN, by: str = "cora", **more: object) -> int:
    return ask_for_run(served.store, who(by), kind, seconds=2, **more).number  # type: ignore[arg-type]


class TestTheList:
    def test_newest_first_and_by_kind_and_state_in_the_address(self, served: Served) -> None:
        run = queued(served)
        cancel_run(served.store, who("cora"), run)
        cora = served.client("cora")
        said = shown(cora, "/runs")
        assert f"The plan of run {served.night} is in force" in said
        listed = re.findall(r'<th scope="row" class="number"><a href="/runs/(\d+)"', cora.get("/runs").text)
        assert listed == sorted(listed, key=int, reverse=True)
        assert str(run) in listed
        filtered = cora.get("/runs?kind=plan&state=cancelled").text
        assert f'href="/runs/{run}"' in filtered
        assert f'<a href="/runs/{served.night}">{served.night}</a>' not in filtered
        assert '<option value="cancelled" selected>' in filtered
        assert "No run is of this kind" in shown(cora, "/runs?kind=value&state=failed")

    def test_more_than_a_page_has_leads_on(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("trainopt.web.pages.runs.ON_A_PAGE", 1)
        cora = served.client("cora")
        older = re.search(r'href="(/runs\?state=done&amp;before=\d+)"', cora.get("/runs?state=done").text)
        assert older is not None
        assert cora.get(unescape(older[1])).status_code == 200
        assert "Newest" in shown(cora, unescape(older[1]))

    def test_who_sees_which(self, served: Served) -> None:
        own = queued(served, RunKind.WHATIF, "pawel", drafts=[served.drafts["pawel"]])
        cancel_run(served.store, who("pawel"), own)
        link = f'href="/runs/{own}"'
        assert link in served.client("pawel").get("/runs").text
        assert link not in served.client("dora").get("/runs").text
        draft = f'href="/drafts/{served.drafts["pawel"]}"'
        assert draft in served.client("pawel").get("/runs").text
        seen = served.client("rita").get("/runs").text  # who may not see the draft is not led to it
        assert (link in seen, draft in seen) == (True, False)
        for name, status in (("adm", 403), ("nil", 403)):
            assert served.client(name).get("/runs").status_code == status
        stranger = served.service.anybody().get("/runs")
        assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in?next=%2Fruns")


@pytest.mark.usefixtures("nothing_goes_on")
class TestWaiting:
    def test_it_says_where_and_when_and_once_begun_still_when_it_was_asked_for(self, served: Served) -> None:
        cora, pawel = served.client("cora"), served.client("pawel")
        own = queued(served, RunKind.WHATIF, "pawel", drafts=[served.drafts["pawel"]])
        assert "It is taken next." in shown(cora, f"/runs/{own}")
        plan = queued(served)
        said = shown(cora, f"/runs/{own}")
        assert "One run is taken before it." in said
        assert "Begun" not in said
        assert "whole time" not in said  # nothing runs
        assert "One run that you see is taken before it" in shown(pawel, f"/runs/{own}")
        assert "waiting one before it" in shown(cora, "/runs")
        assert "waiting at least one before it" in shown(pawel, "/what-ifs")
        with served.store.begin() as connection:
            assert take_next(connection, "w") is not None
        said = shown(cora, f"/runs/{own}")
        assert "It is taken next. If all take their whole time, it begins at about" in said
        told = 'data-told="It is taken next."'  # without the time, which may change each minute
        assert told in cora.get(f"/runs/{own}").text
        assert "waiting next" in shown(cora, f"/drafts/{served.drafts['pawel']}")
        assert "None of the runs that you see" in shown(pawel, f"/runs/{own}")
        assert "begins at about" not in shown(pawel, f"/runs/{own}")
        said = shown(cora, f"/runs/{plan}")
        assert "In the queue" not in said
        assert said.index("By cora") < said.index("Asked for") < said.index("Begun")

    def test_it_is_asked_for_anew_as_long_as_it_waits(self, served: Served) -> None:
        plan = queued(served)
        cora = served.client("cora")
        part = '<div id="facts-now" data-island="refresh"'
        assert f"{part} data-going-on>" in cora.get(f"/runs/{plan}").text
        with served.store.begin() as connection:
            assert take_next(connection, "w") is not None
        assert f"{part}>" in cora.get(f"/runs/{plan}").text


class TestBeginning:
    def test_a_plan_is_queued_and_its_page_says_that_it_waits(self, served: Served) -> None:
        cora = served.client("cora")
        begun = cora.post("/runs", data={"kind": "plan", "time_limit": "3s"})
        assert begun.status_code == 303
        address = begun.headers["location"]
        said = shown(cora, address)
        assert "It waits for a worker" in said
        assert "Refresh" in said
        assert "Cancel" in said
        assert cora.post(f"{address}/cancel").status_code == 303
        assert "cancelled before it began" in shown(cora, address)

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"kind": "whatif"}, "choose a plan or a night"),
            ({"kind": "plan", "time_limit": "soon"}, "no duration"),
            ({"kind": "plan", "time_limit": "9h"}, "may take up to"),
        ],
    )
    def test_what_is_asked_wrongly_is_told_on_the_page(
        self, served: Served, sent: dict[str, str], said: str
    ) -> None:
        answer = served.client("cora").post("/runs", data=sent)
        assert answer.status_code == 422
        assert said in words_of(answer.text)

    @pytest.mark.parametrize("name", ["paul", "pawel", "rita", "adm"])
    def test_only_a_coordinator_begins_publishes_and_withdraws(self, served: Served, name: str) -> None:
        client = served.client(name)
        answers = [
            client.post("/runs", data={"kind": "plan"}),
            client.post("/runs/withdraw", data={"reason": "x"}),
            client.post(f"/runs/{served.night}/publish", data={"reason": "x"}),
            client.post(f"/runs/{served.night}/replay"),
        ]
        of_a_run = 404 if name == "adm" else 403  # to who sees no data there is no run
        assert [answer.status_code for answer in answers] == [403, 403, of_a_run, of_a_run]
        if name != "adm":
            assert "Plan now" not in shown(client, "/runs")
            assert "Publish" not in shown(client, f"/runs/{served.night}").replace("Publication", "")

    def test_a_page_from_elsewhere_begins_nothing(self, served: Served) -> None:
        cora = served.client("cora")
        before = len(runs_seen(served.store, who("cora"), most=200))
        foreign = cora.post("/runs", data={"kind": "plan"}, headers={"origin": "https://evil.example"})
        del cora.headers["x-csrf-token"]
        unmarked = [cora.post("/runs", data={"kind": "plan", "csrf": mark}) for mark in ("", "wrong")]
        unmarked += [cora.post(f"/runs/{served.night}/{what}") for what in ("cancel", "publish", "replay")]
        unmarked += [cora.post("/runs/withdraw", data={"reason": "x"})]
        assert [answer.status_code for answer in (foreign, *unmarked)] == [403] * 7
        assert len(runs_seen(served.store, who("cora"), most=200)) == before


class TestOneRun:
    def test_what_came_of_it_the_share_of_the_possible_first(self, served: Served) -> None:
        said = shown(served.client("cora"), f"/runs/{served.night}")
        order = ["of what is proven to be possible", "trainees asked for", "Goals, most important first"]
        places = [said.index(part) for part in [*order, "Downloads", "Publication rules", "Replay"]]
        assert places == sorted(places)
        assert "It breaks no rule" in said

    def test_a_scoped_planner_reads_their_share_and_no_total(self, served: Served) -> None:
        said = shown(served.client("pawel"), f"/runs/{served.night}")
        assert "These are the trainees that your nation hosts" in said
        for total in ("possible at most", "Goals, most important first", "Publication rules", "asked for"):
            assert total not in said.replace("Asked for", "")
        unit = shown(served.client("anna"), f"/runs/{served.night}")
        assert "unmet" in unit
        assert "Goals" not in unit

    def test_how_many_are_unmet_leads_to_who_and_why(self, served: Served) -> None:
        cora, address = served.client("cora"), f"/runs/{served.night}/plan?by=unit&late=yes"
        assert f'<a href="{escape(address)}">unmet</a>' in cora.get(f"/runs/{served.night}").text
        assert "Late and unmet" in shown(cora, address)

    def test_downloads_are_the_actors_share(self, served: Served) -> None:
        cora, pawel = served.client("cora"), served.client("pawel")
        page = cora.get(f"/runs/{served.night}").text
        found = re.findall(
            rf'href="((?:/api/v1)?/runs/{served.night}/[^"?]*\.(csv|xlsx|html|ics))(\?[^"]*)?"', page
        )
        links = {link for link, _, _ in found}
        # tables are read by programs, too; what people read is in the page's language
        languages = {(ending, asked) for _, ending, asked in found}
        assert languages == {("csv", "")} | {(ending, "?language=en") for ending in ("xlsx", "html", "ics")}
        classes = next(link for link in links if link.endswith("classes.csv"))
        whole, own = cora.get(classes), pawel.get(classes)
        assert whole.headers["content-disposition"].startswith("attachment")
        assert own.text.count("\n") < whole.text.count("\n")
        assert re.search(r"^(?!class_id|PL)", own.text.strip(), re.MULTILINE) is None
        assert cora.get(f"/runs/{served.night}/tables/secrets.csv").status_code == 404

    def test_it_can_be_talked_about_by_who_sees_it(self, served: Served) -> None:
        page = f"/runs/{served.night}"
        said = {"on": f"run:{served.night}", "said": "look at its second week", "back": page}
        led = served.client("cora").post("/comments", data=said)
        assert (led.status_code, led.headers["location"]) == (303, f"{page}#comments")
        assert "look at its second week" in shown(served.client("pawel"), page)
        own = queued(served, RunKind.WHATIF, "pawel", drafts=[served.drafts["pawel"]])
        assert served.client("dora").post("/comments", data=said | {"on": f"run:{own}"}).status_code == 404
        cancel_run(served.store, who("pawel"), own)

    def test_what_is_not_there_is_not_there(self, served: Served) -> None:
        own = queued(served, RunKind.WHATIF, "pawel", drafts=[served.drafts["pawel"]])
        dora = served.client("dora")
        answers = [dora.get(path) for path in ("/runs/9999", "/runs/x", f"/runs/{own}")]
        answers += [dora.post(f"/runs/{own}/{what}") for what in ("cancel", "publish", "replay")]
        answers += [dora.get(f"/runs/{own}/difference"), dora.get(f"/runs/{own}/tables/classes.csv")]
        assert [answer.status_code for answer in answers] == [404] * 8
        cancel_run(served.store, who("pawel"), own)

    def test_a_scoped_planner_watches_state_and_time(self, served: Served) -> None:
        run = queued(served)
        said = shown(served.client("pawel"), f"/runs/{run}")
        assert "Your scope is told state and time" in said
        assert "Cancel" not in said
        assert served.client("pawel").post(f"/runs/{run}/cancel").status_code == 403
        assert show_queued(served.store, who("cora"), run).state is RunState.QUEUED
        assert served.client("cora").post(f"/runs/{run}/cancel").status_code == 303
        again = served.client("cora").post(f"/runs/{run}/cancel")
        assert (again.status_code, "cancelled already" in again.text) == (422, True)


class TestPublishing:
    def test_what_the_rules_hold_back_is_told_and_anyway_offered(self, served: Served) -> None:
        hold_back(served, served.night)
        cora, address = served.client("cora"), f"/runs/{served.night}/publish"
        refused = cora.post(address, data={"reason": "by phone"})
        assert refused.status_code == 409
        said = words_of(refused.text)
        assert "The publication rules hold this plan back" in said
        assert "nothing is proven of it" in said
        nameless = cora.post(address, data={"reason": " ", "anyway": "true"})
        assert (nameless.status_code, "say why it is published" in nameless.text) == (422, True)
        before = plan_in_force(served.store, who("cora")).number
        assert cora.post(address, data={"reason": "by phone", "anyway": "true"}).status_code == 303
        assert plan_in_force(served.store, who("cora")).number == before + 1
        assert f"The plan of run {served.night} is in force: published by cora" in shown(
            cora, f"/runs/{served.night}"
        )

    def test_the_plan_in_force_is_withdrawn_with_a_reason(self, served: Served) -> None:
        cora = served.client("cora")
        publish_plan(served.store, who("cora"), served.night, "once more", anyway=True)
        assert "Withdraw it" in shown(cora, f"/runs/{served.night}")
        nameless = cora.post("/runs/withdraw", data={"reason": ""})
        assert (nameless.status_code, "say why it is withdrawn" in nameless.text) == (422, True)
        assert cora.post("/runs/withdraw", data={"reason": "wrong"}).status_code == 303
        assert plan_in_force(served.store, who("cora")).run == served.night  # that of before

    def test_the_audit_has_it_for_who_may_read_that(self, served: Served) -> None:
        publish_plan(served.store, who("cora"), served.night, "in the audit", anyway=True)
        cora = served.client("cora")
        assert "in the audit" in shown(cora, "/runs/audit")
        own = shown(cora, f"/runs/audit?run={served.night}")
        assert "in the audit" in own
        assert "There is no such line" in shown(cora, "/runs/audit?run=9999")
        for name, status in (("adm", 200), ("rita", 403), ("pawel", 403), ("nil", 403)):
            assert served.client(name).get("/runs/audit").status_code == status
        assert "in the audit" not in shown(served.client("adm"), "/runs/audit")


class TestDifferences:
    def test_beside_the_plan_in_force_or_another_run(self, served: Served) -> None:
        cora = served.client("cora")
        (run,) = [
            one.number
            for one in runs_seen(served.store, who("pawel"), kind=RunKind.WHATIF, state=RunState.DONE)
        ]
        said = shown(cora, f"/runs/{run}/difference")
        assert f"Run {run} beside run {served.night}" in said
        assert "What is known" in said
        assert f"Run {served.night} beside run {run}" in shown(
            cora, f"/runs/{served.night}/difference?with={run}"
        )
        scoped = shown(served.client("pawel"), f"/runs/{run}/difference")
        assert "You see your own share of both plans" in scoped
        assert "Goals, most important first" not in scoped
        assert cora.get(f"/runs/{run}/difference?with=none").status_code == 404

    def test_all_rows_are_shown_where_they_are_asked_for(
        self, served: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def with_moved(*given: Any) -> Beside:
            found = beside(*given)
            return replace(found, tables=replace(found.tables, moved=MOVED))

        monkeypatch.setattr(run_page, "beside", with_moved)
        monkeypatch.setattr(run_page, "MOST_ROWS", 2)
        cora, address = served.client("cora"), f"/runs/{served.night}/difference?with={served.night}"
        first = cora.get(address).text
        assert re.findall("A1-0[0-9](?=</a>)", first) == ["A1-01", "A1-02"]
        assert f'/runs/{served.night}/plan/cohorts/A1-01"' in first
        led = re.search(r'href="([^"]*rows=all)#moved"', first)
        assert led
        every = cora.get(unescape(led[1])).text
        assert re.findall("A1-0[0-9](?=</a>)", every) == ["A1-01", "A1-02", "A1-03"]
        assert "#moved" not in every

    def test_the_demands_that_differ_most_stand_first(self) -> None:
        columns = ["demand_id", "gained", "on_time_a", "on_time_b"]
        rows = [
            ("A", 0, 5, 5),
            ("B", 2, 1, 1),
            ("C", 0, 9, 4),
            ("D", -7, 8, 1),
            ("E", 2, 0, 3),
            ("F", 0, 5, 5),
        ]
        assert "".join(run_page.most_touched(pd.DataFrame(rows, columns=columns))["demand_id"]) == "DEBCAF"

    def test_the_plan_in_force_stands_beside_the_one_before_it(self, served: Served) -> None:
        cora = served.client("cora")
        (run,) = [
            one.number
            for one in runs_seen(served.store, who("pawel"), kind=RunKind.WHATIF, state=RunState.DONE)
        ]
        publish_plan(served.store, who("cora"), run, "in its place", anyway=True)
        try:
            assert f"Run {run} beside run {served.night}" in shown(cora, f"/runs/{run}/difference")
        finally:
            withdraw_publication(served.store, who("cora"), "was for the test")


def test_in_ukrainian_too(served: Served) -> None:
    cora = served.client("cora")
    cora.headers["accept-language"] = "uk-UA"
    assert "Правила оприлюднення" in shown(cora, f"/runs/{served.night}")
    assert "Розрахунки" in shown(cora, "/runs")
