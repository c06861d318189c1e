"""The report as a file: what stands in it, that nothing in a table becomes markup, and when it is written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.support.reported import (
    CHANGES_HEAD,
    PLAN,
    UNMET_HEAD,
    with_many_unmet,
    with_text,
    write_plan_of,
)
from tests.support.running import raising, trainopt
from trainopt.extras import install_command
from trainopt.report.lists import NOT_LOOKED_FOR, unmet_list
from trainopt.report.page import _data, page_of
from trainopt.report.plan_tables import read_plan_tables
from trainopt.report.sections import ROWS, Pictures, sections
from trainopt.report.style import plain
from trainopt.report.timelines import cohort_timeline

pytest.importorskip("plotly")

EVIL = "</script><img src=x onerror=alert(1)>"


class Elements(HTMLParser):
    """Every element of a page with its attributes, and its text outside of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.data: dict[str, Any] = {}
        self.script: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.script = dict(attrs) if tag == "script" else None

    def handle_endtag(self, tag: str) -> None:
        self.script = None

    def handle_data(self, data: str) -> None:
        if self.script is None:
            self.words.append(data)
        elif self.script.get("type") == "application/json":
            self.data[self.script["id"] or ""] = json.loads(data)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Elements:
    folder = tmp_path_factory.mktemp("report")
    plan = write_plan_of(folder / "plan")
    ran = trainopt("report", plan, "--out", folder / "new" / "plan.html")
    assert (ran.code, ran.out.split(" (")[0]) == (0, f"report written to {folder / 'new' / 'plan.html'}")
    return Elements((folder / "new" / "plan.html").read_text(encoding="utf-8"))


class TestThePage:
    def test_its_sections(self, page: Elements) -> None:
        keys = ["glance", "goals", "outcome", "classes", "cohorts", "load", "map", "unmet", "late", "changes"]
        keys.append("notice")
        assert [attributes["id"] for tag, attributes in page.found if tag == "section"] == keys

    def test_nothing_is_fetched(self, page: Elements) -> None:
        values = [(name, value) for _, attributes in page.found for name, value in attributes.items()]
        assert [value for name, value in values if name in ("src", "srcset", "action", "data")] == []
        assert all(str(value).startswith("#") for name, value in values if name == "href")
        assert not any(tag in ("link", "iframe", "object", "img") for tag, _ in page.found)

    def test_its_policy_lets_its_own_scripts_run_and_no_other(self, page: Elements) -> None:
        policy = next(a["content"] or "" for _, a in page.found if a.get("http-equiv"))
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        scripts = [a for tag, a in page.found if tag == "script" and a.get("type") != "application/json"]
        assert policy.count("sha256-") == len(scripts) == 3

    def test_tiers_in_plain_words(self, page: Elements) -> None:
        words = " ".join(page.words)
        assert "Proven: no plan can be below 4. At most 6 of it could still be saved." in words
        assert "Proven best: no plan that keeps the goals above as they are can do better." in words

    def test_who_is_unmet_late_or_moved(self, page: Elements) -> None:
        rows = {key: page.data[f"{key}-0-rows"]["rows"] for key in ("unmet", "late", "changes")}
        assert rows["unmet"][0][:5] == ["D3-01", "U2", "ONE", 5, 2]
        assert rows["unmet"][0][5:] == [
            "seats exist, used by what ranks as high or higher",
            "BASIC at DE-1 from 2 Mar 2026: seats used by D1",
        ]
        assert rows["late"][0][:8] == ["D1-01", "U1 First", "TWO", 8, 3, "2026-03-28", "2026-04-05", 1]
        assert rows["changes"] == [
            ["D2-01", 1, None, "moved", "DE-1 Munster", "2026-03-02", "DE-1 Munster", "2026-03-09", 6]
        ]

    def test_it_begins_with_the_day_of_the_data_and_how_near_the_best_the_plan_is(
        self, page: Elements
    ) -> None:
        words = [word for word in page.words if word.strip()]
        assert "Data as of 4 Mar 2026" in words
        assert "Placed: 83.3\N{NO-BREAK SPACE}% of what can be placed at most, weighted by priority" in words

    def test_weighted_trainees_stand_with_plain_ones(self, page: Elements) -> None:
        assert "10 (5 trainees)" in page.words

    def test_every_picture_has_words_and_a_name(self, page: Elements) -> None:
        plots = [attributes for _, attributes in page.found if attributes.get("class") == "plot"]
        assert len(plots) == 5
        assert all(plot["aria-label"] and plot["aria-describedby"] for plot in plots)
        tables = {key for key in page.data if key.endswith("-rows")}
        pictures = [content for key, content in page.data.items() if key not in tables | {"words"}]
        assert all(picture["layout"]["meta"]["summary"] for picture in pictures)
        assert len(pictures) == 2 + 3 + 3 + 1 + 1


def test_two_plans_stand_side_by_side(tmp_path: Path) -> None:
    a, b = write_plan_of(tmp_path / "a"), write_plan_of(tmp_path / "b", with_many_unmet(2) | FULLER)
    ran = trainopt("report", a, "--compare", b, "--out", tmp_path / "both.html", "--json")
    assert ran.document == {
        "report": str(tmp_path / "both.html"),
        "bytes": (tmp_path / "both.html").stat().st_size,
    }
    page = Elements((tmp_path / "both.html").read_text(encoding="utf-8"))
    assert {"A: a", "B: b"} <= set(page.words)
    assert len([1 for _, attributes in page.found if attributes.get("class") == "plot"]) == 10
    assert page.data["differences-1-rows"]["rows"] == [
        ["PL-1 Drawsko", "PL", "LEADER", "2026-05-04", 0, 1, 0, 8]
    ]
    assert page.data["load-0-0"]["layout"]["xaxis"] == page.data["load-1-0"]["layout"]["xaxis"]


FULLER = {"classes": PLAN["classes"] + "C4,PL-1,PL,LEADER,2026-05-04,2026-05-17,8,4,8,1.0\n"}


def test_pictures_side_by_side_have_one_scale(tmp_path: Path) -> None:
    """B's last class ends a week after A's horizon."""
    a, b = write_plan_of(tmp_path / "a"), write_plan_of(tmp_path / "b", FULLER)
    assert trainopt("report", a, "--compare", b, "--out", tmp_path / "both.html").code == 0
    data = Elements((tmp_path / "both.html").read_text(encoding="utf-8")).data
    ranges = [data[f"classes-{plan}-0"]["layout"]["xaxis"]["range"] for plan in (0, 1)]
    assert ranges[0] == ranges[1]
    assert ranges[0][1].startswith("2026-05-18")


def test_long_pictures_are_cut_into_parts(tmp_path: Path) -> None:
    plan = read_plan_tables(write_plan_of(tmp_path / "plan", with_many_unmet(2 * ROWS)))
    cohorts = next(s for s in sections([plan], [""], None) if s.key == "cohorts")
    assert isinstance(cohorts, Pictures)
    assert [view.name for view in cohorts.views] == [
        "all units", "U1", "U2 (1 to 41 of 121)", "U2 (42 to 82 of 121)", "U2 (83 to 121 of 121)"
    ]  # fmt: skip


def test_where_nobody_looked_for_a_reason_it_is_said(tmp_path: Path) -> None:
    unmet = UNMET_HEAD + "D3-01,D3,U2,ONE,5,2,,\n"
    tables = read_plan_tables(write_plan_of(tmp_path / "plan", {"unmet": unmet}))
    assert unmet_list(tables).rows[0][5] == NOT_LOOKED_FOR
    marks = cohort_timeline(tables, "U2").data[-1]
    assert [text.strip() for text in marks.text] == [f"unmet: {NOT_LOOKED_FOR}"]
    assert unmet_list(read_plan_tables(write_plan_of(tmp_path / "told"))).rows[0][5] != NOT_LOOKED_FOR


@pytest.mark.slow
@pytest.mark.parametrize("old", ["DE-1", "D1-01", "U1", "BASIC", "outranked", "Munster"])
def test_no_text_of_a_table_becomes_markup(tmp_path: Path, old: str) -> None:
    """Not even what no reader lets through, such as an id with a bracket."""
    read = read_plan_tables(write_plan_of(tmp_path / "plan"))
    text = page_of([replace(with_text(read, {old: EVIL}), name=EVIL)], [EVIL])
    page = Elements(text)
    assert EVIL not in text
    assert not any(tag == "img" for tag, _ in page.found)
    assert EVIL in "".join(page.words)  # the name stands in the heading, as text
    data = json.dumps(page.data)
    assert plain(EVIL) in data or EVIL.replace("<", "&lt;") in data or EVIL in data


@pytest.mark.parametrize("old", ["DE-1", "U1", "BASIC"])
def test_what_is_no_id_is_a_fault(tmp_path: Path, old: str) -> None:
    plan = write_plan_of(tmp_path / "plan", {name: text.replace(old, EVIL) for name, text in PLAN.items()})
    ran = trainopt("report", plan, "--out", tmp_path / "plan.html")
    assert (ran.code, (tmp_path / "plan.html").exists()) == (3, False)
    assert "must be an id" in ran.messages[0]


def test_data_cannot_end_its_element() -> None:
    assert _data("key", '["</script><!--"]') == (
        '<script type="application/json" id="key">["\\u003c/script>\\u003c!--"]</script>'
    )


@pytest.mark.parametrize("empty", [["assignments", "classes"], list(PLAN)], ids=["nobody placed", "no rows"])
def test_an_empty_plan_has_a_report_too(tmp_path: Path, empty: list[str]) -> None:
    """Tables with their headers alone: nobody could be placed, or nobody is asked for."""
    plan = write_plan_of(tmp_path / "plan", {name: PLAN[name].partition("\n")[0] + "\n" for name in empty})
    assert trainopt("report", plan, "--out", tmp_path / "plan.html").code == 0
    page = Elements((tmp_path / "plan.html").read_text(encoding="utf-8"))
    assert "0 cohorts (0 trainees) are late." in page.words
    assert "No classes in this plan." in page.words


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (True, "Nothing differs from the published plan."),
        (False, "This plan was made without a published plan."),
    ],
)
def test_without_changes_it_says_why(tmp_path: Path, inputs: bool, words: str) -> None:
    plan = write_plan_of(tmp_path / "plan", {"changes": CHANGES_HEAD})
    manifest = plan / "manifest.json"
    if not inputs:
        manifest.write_text(manifest.read_text().replace("published/", ""))
    assert trainopt("report", plan, "--out", tmp_path / "plan.html").code == 0
    assert words in Elements((tmp_path / "plan.html").read_text(encoding="utf-8")).words


OLD = "<!DOCTYPE html>\n<p>an old report"


class TestWriting:
    @pytest.fixture
    def plan(self, tmp_path: Path) -> Path:
        return write_plan_of(tmp_path / "plan")

    def test_an_existing_file_only_with_overwrite(self, plan: Path, tmp_path: Path) -> None:
        out = tmp_path / "plan.html"
        out.write_text(OLD)
        refused = trainopt("report", plan, "--out", out)
        assert (refused.code, refused.messages) == (
            2, [f"{out} exists; choose another file or say --overwrite"]
        )  # fmt: skip
        assert out.read_text() == OLD
        assert trainopt("report", plan, "--out", out, "--overwrite").code == 0
        text = out.read_text(encoding="utf-8")
        assert (text.startswith("<!DOCTYPE html>"), OLD in text) == (True, False)

    def test_a_folder_is_never_replaced(self, plan: Path) -> None:
        assert trainopt("report", plan, "--out", plan, "--overwrite").code == 2
        assert (plan / "classes.csv").is_file()

    def test_it_appears_whole_or_not_at_all(
        self, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "plan.html"
        out.write_text(OLD)
        monkeypatch.setattr(Path, "write_bytes", raising(PermissionError(13, "Permission denied")))
        ran = trainopt("report", plan, "--out", out, "--overwrite")
        assert ran.code == 2
        assert re.fullmatch(r".*plan\.html cannot be written: .*", ran.messages[0])
        assert out.read_text() == OLD
        assert sorted(path.name for path in tmp_path.iterdir()) == ["plan", "plan.html"]

    def test_where_no_folder_can_be_made(self, plan: Path) -> None:
        ran = trainopt("report", plan, "--out", plan / "classes.csv" / "plan.html")
        assert (ran.code, "cannot be written" in ran.err) == (2, True)

    @pytest.mark.parametrize("arguments", [["nowhere"], ["plan", "--compare", "nowhere"]])
    def test_what_is_no_plan(self, plan: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
        monkeypatch.chdir(plan.parent)
        assert trainopt("report", *arguments, "--out", "plan.html").code == 3
        assert not Path("plan.html").exists()

    def test_without_plotly(self, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "plotly", None)
        ran = trainopt("report", plan, "--out", tmp_path / "plan.html")
        assert (ran.code, ran.messages) == (2, [f"this needs plotly: {install_command('report')}"])
        assert not (tmp_path / "plan.html").exists()


def test_the_marking_stands_on_the_page_and_on_every_sheet_of_paper(tmp_path: Path) -> None:
    """In a style no letter of it can end its string; on the page it is text."""
    marking = f'EXERCISE "{EVIL}'
    read = read_plan_tables(write_plan_of(tmp_path / "plan"))
    text = page_of([replace(read, manifest=read.manifest.model_copy(update={"marking": marking}))], ["small"])
    assert marking in "".join(Elements(text).words)
    sheets = re.findall(r'@(top|bottom)-center { content: "([^"]*)"; }', text)
    assert [side for side, _ in sheets] == ["top", "bottom"]
    assert {"".join(chr(int(code, 16)) for code in said.split("\\")[1:]) for _, said in sheets} == {marking}
    assert "@top-center" not in page_of([read], ["small"])
