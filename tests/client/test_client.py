"""`trainopt.Client` against a service: the same words as in Python, and writes that are done once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests.service.conftest import quick_hashes
from tests.support.running import write_mini
from tests.support.served import Service, serve_store
from tests.web.test_drafts import mini
from tests.web.test_runs import queued
from trainopt import (
    ClashChoice,
    Clashes,
    Client,
    Fault,
    HeldBack,
    InputFaults,
    NoAnswer,
    NotAllowed,
    NotSignedIn,
    NotThere,
    Outrun,
    Take,
    TrainoptError,
    UsageError,
    scenario_from,
)
from trainopt.client.calls import FIRST_PAUSE
from trainopt.client.interface import TOKEN_VARIABLE
from trainopt.runs.store import open_store
from trainopt.service.actors import operator
from trainopt.service.people import add_person
from trainopt.service.tokens import make_token
from trainopt.service.working import work

__all__ = ["mini", "quick_hashes"]

Handler = Callable[[httpx.Request], httpx.Response]
BEDS = {"table": "sites", "where": {"site_id": "A1"}, "set": {"beds": 120}}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_store(str(tmp_path / "store.db")) as store:
        yield serve_store(store)


def handler_of(service: Service) -> Handler:
    """Hands each request to the service, as a network would."""
    network = service.anybody()

    def handle(request: httpx.Request) -> httpx.Response:
        headers = dict(request.headers) | {"host": "localhost"}
        answer = network.request(request.method, str(request.url), headers=headers, content=request.read())
        kept = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        return httpx.Response(answer.status_code, headers=kept, content=answer.content)

    return handle


def client_of(service: Service, name: str, *grants: str, handler: Handler | None = None) -> Client:
    add_person(service.store, operator(), name, grants, "kestrel orbit mustard 9")
    token = make_token(service.store, operator(), "test", 1, person=name).secret
    client = Client("https://localhost", token, transport=httpx.MockTransport(handler or handler_of(service)))
    client.calls.sleep = lambda _: None
    return client


class TestData:
    def test_versions_tables_and_the_history_of_a_row(self, mini: Service) -> None:
        lead = client_of(mini, "lead", "coordinator:all")
        assert lead.me()["grants"] == ["coordinator:all"]
        assert list(lead.list_versions()["number"]) == [1]
        sites = lead.show_table("sites")
        assert "A1" in list(sites["site_id"])
        assert sites.dtypes.map(str).nunique() == 1  # text, all of it
        draft = lead.begin_draft("beds", [BEDS])
        proposal = lead.submit_draft(draft["id"], "roof")
        assert list(lead.list_proposals()["id"]) == [proposal["id"]]
        assert lead.accept_proposals([proposal["id"]])["number"] == 2
        history = lead.row_history("sites", ["A1"])
        assert history.iloc[-1]["reason"] == "beds: roof"
        assert lead.set_back(1, "no roof")["number"] == 3
        assert lead.show_version()["cause"] == "set back"

    def test_long_lists_are_asked_for_part_by_part(
        self, mini: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.client.interface.LONGEST_PART", 2)
        ann = client_of(mini, "ann", "planner:all")
        for number in range(5):
            ann.begin_draft(f"draft {number}")
        assert list(ann.list_drafts()["id"]) == [5, 4, 3, 2, 1]
        assert list(ann.list_drafts(most=3)["id"]) == [5, 4, 3]

    def test_a_scenario_is_a_draft(self, mini: Service, tmp_path: Path) -> None:
        folder = write_mini(tmp_path / "same")
        scenario = scenario_from(folder, add=["sites:A1:beds=7"], name="seven")
        ann = client_of(mini, "ann", "planner:all")
        draft = ann.begin_draft("seven more", scenario)
        assert draft["faults"] == []
        changed = ann.change_draft(draft, changes=[BEDS])
        assert changed["revision"] == 2
        with pytest.raises(Outrun):
            ann.change_draft(draft, title="late")
        moved = ann.move_draft(changed)
        assert moved["base"] == 1
        ann.withdraw_draft(draft["id"])
        assert ann.show_draft(draft["id"])["status"] == "withdrawn"

    def test_a_folder_or_a_file_is_uploaded(self, mini: Service, tmp_path: Path) -> None:
        sites = "site_id,nation_id,name,beds\nA1,AA,One,140\nA2,AA,Two,100\nB1,BB,Three,100\n"
        folder = write_mini(tmp_path / "mine", {"sites.csv": sites})
        ann = client_of(mini, "ann", "planner:all")
        (change,) = ann.upload_draft(folder, title="mine")["changes"]
        assert change["where"] == {"site_id": "A1"}
        assert ann.upload_draft(folder / "sites.csv")["title"] == "sites.csv"
        with pytest.raises(UsageError, match="cannot be uploaded"):
            ann.upload_draft(tmp_path / "none.csv")

    def test_a_spreadsheet_of_ones_own_layout_comes_with_its_map(self, mini: Service, tmp_path: Path) -> None:
        (tmp_path / "own.csv").write_text("Camp,Betten\nA1,140\n", encoding="utf-8")
        columns = 'site_id = "Camp", beds = "Betten"'
        own_map = tmp_path / "own.toml"
        own_map.write_text(f'[[table]]\ntable = "sites"\ncolumns = {{ {columns} }}\n', encoding="utf-8")
        ann = client_of(mini, "ann", "planner:all")
        (change,) = ann.upload_draft(tmp_path / "own.csv", own_map=own_map)["changes"]
        assert (change["where"], change["set"]) == ({"site_id": "A1"}, {"beds": "140"})

    def test_people_and_the_audit(self, service: Service) -> None:
        root = client_of(service, "root", "admin")
        made = root.add_person("bob", ["reader:all"])
        assert made["password"]
        assert root.change_person("bob", grants=[], disabled=True)["disabled"]
        assert list(root.list_people()["name"]) == ["bob", "root"]
        assert "add person" in set(root.read_audit()["action"])
        assert root.change_settings(keep_versions=9)["keep_versions"] == 9
        with pytest.raises(UsageError, match="keep_audit_days of at least 30"):
            root.change_settings(keep_versions=8, keep_audit_days=1)
        assert root.read_settings()["keep_versions"] == 9
        assert root.change_settings(keep_versions=None)["keep_versions"] is None

    def test_comments(self, mini: Service) -> None:
        ann = client_of(mini, "ann", "planner:all")
        draft = ann.begin_draft("more")
        ann.say(f"draft:{draft['id']}", "look")
        assert list(ann.list_comments(f"draft:{draft['id']}")["said"]) == ["look"]


class TestErrors:
    def test_each_is_what_it_is_in_python(self, mini: Service) -> None:
        reader = client_of(mini, "rita", "reader:nation:AA")
        with pytest.raises(NotAllowed):
            reader.begin_draft("more")
        with pytest.raises(NotThere, match="there is no draft 7"):
            reader.show_draft(7)
        ann = client_of(mini, "ann", "planner:nation:AA")
        with pytest.raises(InputFaults) as faulty:
            ann.submit_draft(ann.begin_draft("none", [BEDS | {"set": {"beds": "many"}}])["id"])
        assert isinstance(faulty.value.faults[0], Fault)
        with pytest.raises(UsageError, match="title"):
            ann.begin_draft("")
        stranger = Client("https://localhost", "none", transport=httpx.MockTransport(handler_of(mini)))
        with pytest.raises(NotSignedIn):
            stranger.me()

    def test_clashes_come_with_what_to_choose_from(self, mini: Service) -> None:
        lead = client_of(mini, "lead", "coordinator:all")
        numbers = [
            lead.submit_draft(lead.begin_draft("x", [BEDS | {"set": {"beds": beds}}])["id"])["id"]
            for beds in (120, 130)
        ]
        lead.accept_proposals(numbers[:1])
        with pytest.raises(Clashes) as found:
            lead.accept_proposals(numbers[1:])
        (clash,) = found.value.clashes
        assert (clash.theirs, clash.mine) == ("120", "130")
        chosen = ClashChoice(clash.proposal, clash.table, clash.key, clash.column, Take.VALUE, "125")
        lead.accept_proposals(numbers[1:], [chosen])
        sites = lead.show_table("sites").set_index("site_id")
        assert sites.loc["A1", "beds"] == "125"

    def test_what_is_no_service_is_told(self) -> None:
        page = httpx.MockTransport(lambda _: httpx.Response(404, text="<html>"))
        with pytest.raises(NoAnswer, match="no service of trainopt answers at localhost"):
            Client("https://localhost", "t", transport=page).me()
        bug = {"error": {"code": "bug", "message": "tell 5f", "faults": []}}
        broken = httpx.MockTransport(lambda _: httpx.Response(500, json=bug))
        with pytest.raises(TrainoptError, match="tell 5f"):
            Client("https://localhost", "t", transport=broken).me()


class TestSentAgain:
    def test_a_write_whose_answer_was_lost_is_done_once(self, mini: Service) -> None:
        handle = handler_of(mini)
        lost = [0]

        def losing(request: httpx.Request) -> httpx.Response:
            answer = handle(request)
            lost[0] += 1
            if lost[0] < 3:
                raise httpx.ReadError("gone")
            return answer

        ann = client_of(mini, "ann", "planner:all", handler=losing)
        assert ann.begin_draft("once")["id"] == 1
        assert list(ann.list_drafts()["title"]) == ["once"]

    def test_an_upload_too(self, mini: Service, tmp_path: Path) -> None:
        handle = handler_of(mini)
        sent: list[bytes] = []

        def losing(request: httpx.Request) -> httpx.Response:
            answer = handle(request)
            sent.append(request.read())
            if len(sent) == 1:
                raise httpx.ReadError("gone")
            return answer

        ann = client_of(mini, "ann", "planner:all", handler=losing)
        (tmp_path / "sites.csv").write_text("site_id,nation_id,name,beds\nA1,AA,One,77\n", encoding="utf-8")
        ann.upload_draft(tmp_path / "sites.csv")
        assert sent[0] == sent[1]
        assert len(ann.list_drafts()) == 1

    def test_it_is_patient_and_then_says_who_did_not_answer(self) -> None:
        tried: list[float] = []

        def away(_: httpx.Request) -> httpx.Response:
            return httpx.Response(503)

        client = Client("https://localhost", "t", patience=0.0, transport=httpx.MockTransport(away))
        with pytest.raises(NoAnswer, match="did not answer within 0 s: status 503"):
            client.me()
        client = Client("https://localhost", "t", patience=3600.0, transport=httpx.MockTransport(away))

        def wait(seconds: float) -> None:
            tried.append(seconds)
            if len(tried) == 8:
                raise KeyboardInterrupt

        client.calls.sleep = wait
        with pytest.raises(KeyboardInterrupt):
            client.me()
        assert tried[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
        assert max(tried) == 5.0


class TestRuns:
    def test_planned_published_explained_and_compared(self, mini: Service) -> None:
        lead = client_of(mini, "lead", "coordinator:all")
        for kind in ("plan", "plan"):
            lead.ask_for_run(kind, time_limit="30s")
        work(mini.store, once=True)
        events = list(lead.progress(1))
        assert events[-1]["state"] == "done"
        assert lead.wait(2)["status"] == "done"
        assert list(lead.list_runs()["number"]) == [2, 1]
        with pytest.raises(UsageError, match="say why"):
            lead.publish_plan(1, "")
        assert lead.publish_plan(1, "the first", anyway=True)["run"] == 1
        assert lead.plan_in_force()["run"] == 1
        classes = lead.plan_table("classes")
        assert pd.api.types.is_datetime64_any_dtype(classes["start"])
        assert_frame_equal(classes, lead.run_table(1, "classes"))
        assert set(lead.compare_runs(2)) >= {"tiers", "demands"}
        assert lead.download(1, "plan.xlsx").startswith(b"PK")
        for kind in ("explain", "value"):
            lead.ask_for_run(kind, time_limit=20)
        work(mini.store, once=True)
        assert set(lead.answer_of(3)) == {"demands", "blocks", "reliefs"}
        assert list(lead.answer_of(4)) == ["values"]
        assert lead.withdraw_publication("wrong")["plan"] is None

    def test_what_is_asked_and_waited_for_at_once(self, mini: Service) -> None:
        handle = handler_of(mini)

        def working(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/events"):
                work(mini.store, once=True)
            return handle(request)

        lead = client_of(mini, "lead", "coordinator:all", handler=working)
        draft = lead.begin_draft("more", [BEDS])
        assert lead.plan(time_limit=30)["status"] == "done"
        assert lead.whatif([draft["id"]], time_limit=30)["drafts"] == [draft["id"]]
        with pytest.raises(UsageError, match="run 3 failed: no plan is in force"):
            lead.explain()

    def test_held_back_says_by_which_rules(self, mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        from trainopt.service.publication import PublicationTried

        lead = client_of(mini, "lead", "coordinator:all")
        queued(mini.program("bob", "coordinator:all"), kind="plan")
        refused = PublicationTried(False, (), ("too many moved",))
        monkeypatch.setattr("trainopt.service.publication.publish_plan", lambda *_, **__: refused)
        with pytest.raises(HeldBack) as held:
            lead.publish_plan(1, "x")
        assert held.value.rules == ["too many moved"]

    def test_a_stream_that_breaks_off_goes_on_where_it_was(self, mini: Service) -> None:
        asked: list[str] = []

        def broken(request: httpx.Request) -> httpx.Response:
            asked.append(request.headers["last-event-id"])
            told = {
                1: ': alive\n\nid: 1\nevent: progress\ndata: {"state": "running"}\n\n',
                3: 'id: 2\nevent: progress\ndata: {"state": "done"}\n\nevent: end\ndata: {}\n\n',
            }
            if len(asked) == 2:
                raise httpx.ReadError("gone")
            return httpx.Response(200, text=told[len(asked)])

        client = Client("https://localhost", "t", transport=httpx.MockTransport(broken))
        client.calls.sleep = lambda _: None
        assert [event["state"] for event in client.progress(1)] == ["running", "done"]
        assert asked == ["0", "1", "1"]

    def test_a_service_that_is_gone_for_good_is_told(self) -> None:
        def gone(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        client = Client("https://localhost", "t", patience=0.0, transport=httpx.MockTransport(gone))
        with pytest.raises(NoAnswer, match="run 1: no progress came"):
            list(client.progress(1))


class TestSignedIn:
    def test_it_shows_no_token_and_takes_it_from_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(TOKEN_VARIABLE, "trainopt_secret")
        with Client("https://plan.example/") as client:
            assert repr(client) == "Client('https://plan.example')"
        monkeypatch.delenv(TOKEN_VARIABLE)
        with pytest.raises(UsageError, match="set TRAINOPT_TOKEN"):
            Client("https://plan.example")

    def test_no_token_goes_over_a_network_as_it_is(self) -> None:
        with pytest.raises(UsageError, match="nothing encrypts the token"):
            Client("http://plan.example", "t")
        Client("http://plan.example", "t", without_tls=True).close()
        Client("http://127.0.0.1:8000", "t").close()
        with pytest.raises(UsageError, match="is such as https"):
            Client("plan.example", "t")


def test_it_needs_nothing_of_what_serves() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('fastapi', 'starlette', 'uvicorn', 'argon2')));"
        "import trainopt; print(trainopt.Client('https://localhost', 't'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "Client('https://localhost')\n"


def test_without_httpx_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(UsageError, match="calling a service needs httpx"):
        Client("https://localhost", "t")
