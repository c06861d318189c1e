"""A store without data: its pages say what comes first, and a coordinator uploads it."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.support.planning import TABLES
from tests.support.served import Service
from trainopt.service.actors import operator
from trainopt.service.datasets import list_versions
from trainopt.service.versions import newest_version


def packed(**changed: str) -> bytes:
    """The dataset as an archive of a folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in TABLES.items():
            archive.writestr(name, changed.get(name.partition(".")[0], text))
    return made.getvalue()


def test_tables_say_what_comes_first(service: Service) -> None:
    lead = service.browser("lead", "coordinator:all").get("/tables")
    ann = service.browser("ann", "planner:nation:PL").get("/tables")
    assert (lead.status_code, ann.status_code) == (200, 200)
    assert "There are no data yet" in lead.text
    assert "There are no data yet" in ann.text
    assert 'action="/tables/first"' in lead.text
    assert 'action="/tables/first"' not in ann.text
    assert "A coordinator uploads the first data" in ann.text


EMPTY = ("/", "/plan", "/drafts", "/what-ifs", "/versions", "/runs", "/happened", "/account")


@pytest.mark.parametrize("address", EMPTY)
def test_every_other_page_leads_there_until_there_are_data(service: Service, address: str) -> None:
    lead = service.browser("lead", "coordinator:all")
    ann = service.browser("ann", "planner:nation:PL")
    assert (
        'everything else begins with them. <a href="/tables">Upload the first data</a>'
        in lead.get(address).text
    )
    assert "A coordinator uploads the first data" in ann.get(address).text
    assert "There are no data yet" not in service.browser("adm", "admin").get(address).text
    lead.post("/tables/first", files={"file": ("two.zip", packed())})
    assert "There are no data yet" not in lead.get(address).text


NEEDING_DATA = {
    "/runs": ['action="/runs" data-keep'],
    "/drafts": ['action="/drafts"'],
    "/what-ifs": ['action="/what-ifs/new"', 'href="/tables">Tables'],
    "/account": ['action="/account/feeds"'],
    "/plan": ['<a href="/runs">Go to'],
    "/": ['<a href="/runs">Go to'],
}
"""By page, what without data could only fail or lead nowhere: the way to the data stands in its place."""


@pytest.mark.parametrize("address", NEEDING_DATA)
def test_what_can_only_fail_is_offered_once_there_are_data(service: Service, address: str) -> None:
    lead = service.browser("lead", "coordinator:all")
    before = [one for one in NEEDING_DATA[address] if one in main_of(lead.get(address).text)]
    lead.post("/tables/first", files={"file": ("two.zip", packed())})
    after = [one for one in NEEDING_DATA[address] if one in main_of(lead.get(address).text)]
    assert (before, after) == ([], NEEDING_DATA[address])


def test_what_needs_a_plan_in_force_leads_to_the_runs_until_there_is_one(service: Service) -> None:
    lead = service.browser("lead", "coordinator:all")
    lead.post("/tables/first", files={"file": ("two.zip", packed())})
    text = main_of(lead.get("/what-ifs").text)
    assert 'action="/what-ifs/new"' in text
    assert text.count('it is published from a run. <a href="/runs">Go to the runs</a>') == 2
    assert 'value="explain"' not in text
    assert " disabled" not in text


def main_of(text: str) -> str:
    """What a page has beside what every page has."""
    return text.partition("<main")[2].partition("</main>")[0]


def test_a_coordinator_uploads_the_first_version_and_no_second(service: Service) -> None:
    lead = service.browser("lead", "coordinator:all")
    sent = {"file": ("two.zip", packed())}
    assert lead.post("/tables/first", files=sent).headers["location"] == "/tables"
    (version,) = list_versions(service.store, operator())
    assert (version.author, version.reason) == ("lead", "two.zip was uploaded")
    assert 'href="/tables/demand"' in lead.get("/tables").text
    again = lead.post("/tables/first", files=sent)
    assert (again.status_code, "there are data already" in again.text) == (422, True)
    assert lead.get("/happened").status_code == 200


def test_what_cannot_be_the_first_version_is_told_and_nothing_is_kept(service: Service) -> None:
    lead = service.browser("lead", "coordinator:all")
    faulty = packed(sites=TABLES["sites.csv"].replace("DE-01,DE", "DE-01,XX"))
    refused = lead.post("/tables/first", files={"file": ("two.zip", faulty)})
    assert refused.status_code == 422
    assert "is not in nations.csv" in refused.text
    single = lead.post("/tables/first", files={"file": ("sites.csv", b"site_id\n")})
    assert (single.status_code, "packed as .zip" in single.text) == (422, True)
    assert list_versions(service.store, operator()) == []


def test_nobody_else_does(service: Service) -> None:
    ann = service.browser("ann", "planner:all")
    assert ann.post("/tables/first", files={"file": ("two.zip", packed())}).status_code == 403
    assert service.anybody().post("/tables/first", files={"file": ("a.zip", b"")}).status_code == 303
    with service.store.look() as connection:
        assert newest_version(connection) is None
