"""What the core says in English is said in the reader's language: known sentences, and all that it says."""

# ruff: noqa: RUF001  it is Ukrainian

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from fluent.syntax import FluentSerializer
from markdown_it import MarkdownIt

from tests.support.said import PACKAGE, UKRAINIAN, WORDS, sentences, spoken_texts, unsaid
from tests.support.served import Service
from trainopt.dataset.roster import Member, Roster
from trainopt.limits import LIMITS
from trainopt.service.access import Action
from trainopt.service.grids import setting_columns
from trainopt.tables import TABLES, Settings
from trainopt.web.guides import COMMENT, DICTIONARIES, guide
from trainopt.web.said import given, say, weeks_told
from trainopt.words.reader import reader_of
from trainopt.words.sayings import GIVEN, LONGEST, SPOKEN, spoken, tell, translated
from trainopt.words.voice import FileWords

ENGLISH = reader_of("en")
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("must be filled", "має бути заповнено"),
        (
            "must be a whole number of at least 1 (got '12a')",
            "має бути цілим числом, щонайменше 1 (стоїть '12a')",
        ),
        (
            "must be a whole number of at least 0; in digits alone it could be 40000 (got '40\\xa0000')",
            "має бути цілим числом, щонайменше 0; самими цифрами це може бути 40000 (стоїть '40\\xa0000')",
        ),
        (
            "differs from A1 in upper and lower case alone: is it meant? (got 'a1')",
            "відрізняється від A1 лише великими й малими літерами: чи так задумано? (стоїть 'a1')",
        ),
        (
            "is not in units.csv or nations.csv; did you mean BN-11? (got 'BN-1l')",
            "немає ні в units.csv, ні в nations.csv; чи не BN-11 малося на увазі? (стоїть 'BN-1l')",
        ),
        (
            "has 1,001 characters, at most 1,000 can be",
            "має 1\u00a0001 знак, а може бути щонайбільше 1\u00a0000",
        ),
        (
            "the time was up while openings were found for groups of cohorts: 281 of 1,606 done",
            "час вийшов (пошук можливих початків для команд, зроблено 281 з 1\u00a0606)",
        ),
        (
            "interrupted before there was any plan, while the dataset was read",
            "перервано, перш ніж з’явився план (зчитування набору даних)",
        ),
        ("lies before due 2027-03-14", "лежить до due 14 бер. 2027\u202fр."),
        (
            "BASIC at DE-02 from 2027-01-18: seats used by D1 D2; LEAD at DE-02 from 2027-02-01: beds of "
            "DE-02 used up in 2027-02-01 to 2027-02-14",
            "BASIC на об’єкті DE-02 з 18 січ. 2027\u202fр.: місця зайняті: D1 D2; LEAD на об’єкті DE-02 з "
            "1 лют. 2027\u202fр.: ліжка об’єкта DE-02: вичерпано, 1 лют. 2027\u202fр. – 14 лют. 2027\u202fр.",
        ),
        (
            "makes 1,200 cohorts, at most 1,000 can be",
            "утворює 1\u00a0200 команд, а може бути щонайбільше 1\u00a0000",
        ),
        ("there is no draft 7", "чернетки 7 немає"),
        ("ann may not accept and reject proposals", "ann не має права: приймати й відхиляти пропозиції"),
    ],
)
def test_a_sentence_is_said_in_ukrainian(english: str, ukrainian: str) -> None:
    assert translated(UKRAINIAN, english) == ukrainian
    assert tell(UKRAINIAN, english) == ukrainian


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2,), "лише D1-02"),
        ((1, 2), "команди від D1-01 до D1-02"),
        ((1, 3), "команди D1-01 і D1-03"),
        ((1, 3, 4), "команди D1-01, D1-03, D1-04"),
        ((1, 3, 4, 5, 6), "команди D1-01, D1-03, D1-04 і ще 2"),
    ],
)
def test_which_cohorts_a_demand_has_is_said_whatever_their_numbers(
    numbers: tuple[int, ...], said: str
) -> None:
    roster = Roster()
    for number in numbers:
        roster.add(Member(f"D1-0{number}", "D1", 25))
    found = translated(UKRAINIAN, f"no such cohort: {roster.told('D1')}")
    assert found == f"такої команди немає: потреба D1 має {said}"


@pytest.mark.parametrize(
    ("number", "said"),
    [("1", "ще 1 місце "), ("2", "ще 2 місця "), ("5", "ще 5 місць "), ("21", "ще 21 місце ")],
)
def test_a_count_has_its_plural(number: str, said: str) -> None:
    more = "more seat" if number == "1" else "more seats"
    text = f"{number} {more} in a class of BASIC at DE-02 (35 instead of 30), 2027-02-01 to 2027-02-14"
    assert tell(UKRAINIAN, text).startswith(said)


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("1 of 21", "1 з 21 найближчої команди більше не може лишитися, де була"),
        ("2 of 20 (10 %)", "2 з 20 (10 %) найближчих команд більше не можуть лишитися, де були"),
        ("21 of 22", "21 з 22 найближчих команд більше не може лишитися, де була"),
    ],
)
def test_a_part_of_some_has_the_forms_of_both_numbers(english: str, ukrainian: str) -> None:
    said = tell(UKRAINIAN, f"{english} of the near cohorts can no longer stay where they are")
    assert said.replace(NO_BREAK, " ") == ukrainian


@pytest.mark.parametrize(
    "text",
    [
        "please look at this",
        "must be filled, please",
        "lies before due 2027-13-45",
        "must be filled; please look at this",
        "the plan breaks rules: please look at this",
        "x" * (LONGEST + 1),
        "a: " * 600,
        f"has more than {'9' * 1_000} rows",
        "; ".join(["must be filled"] * 13),
    ],
)
def test_what_no_catalogue_has_stays_as_it_is_and_is_marked(text: str) -> None:
    assert translated(UKRAINIAN, text) is None
    assert tell(UKRAINIAN, text) == text
    assert say(UKRAINIAN, text) == f'<span lang="en">{text}</span>'


def test_what_only_nearly_fits_is_told_at_once() -> None:
    """Tried at each place that a value of it could end, it takes minutes."""
    nearly = "a: x" + ": b: was " * 74 + ", is now " * 74 + ", here " * 95 + "\n"
    assert translated(UKRAINIAN, nearly) is None
    assert translated(UKRAINIAN, "no way was found to hold it: " * 600) is None


def test_a_value_may_have_in_itself_what_stands_behind_it() -> None:
    said = "is not in units.csv; did you mean x; did you mean BN-11? (got 'a (got 'b')')"
    assert "чи не x; did you mean BN-11 малося" in tell(UKRAINIAN, said)


@pytest.mark.parametrize(
    ("locale", "day"), [("en", "14 Mar 2027"), ("en-GB", "14 Mar 2027"), ("en-US", "Mar 14, 2027")]
)
def test_days_of_an_english_sentence_are_written_as_the_page_writes_them(locale: str, day: str) -> None:
    assert tell(reader_of(locale), "lies before due 2027-03-14") == f"lies before due {day}"
    assert say(reader_of(locale), "ready_from of D3 2 weeks earlier (2027-03-14)").endswith(f"({day})")


def test_of_titles_only_what_the_service_gave_is_written_so() -> None:
    relief = "latest of D3 1 week later (2027-03-14)"
    assert given(ENGLISH, relief) == "latest of D3 1 week later (14 Mar 2027)"
    assert given(ENGLISH, "closed from 2027-03-14") == "closed from 2027-03-14"
    assert given(UKRAINIAN, "closed from 2027-03-14") == "closed from 2027-03-14"


def test_a_share_is_written_in_one_way() -> None:
    gap = f"27.3{NO_BREAK}%"
    assert tell(ENGLISH, "unmet 11, bound 8, gap 27.3 %") == f"unmet 11, bound 8, gap {gap}"
    assert tell(UKRAINIAN, "unmet 11, bound 8, gap 27.3 %").endswith(gap.replace(".", ","))
    assert tell(UKRAINIAN, "unmet 11, bound 8, gap 27.3%").endswith(gap.replace(".", ","))  # of before
    assert (ENGLISH.percent(0.5), UKRAINIAN.percent(0.125, 1)) == (f"50{NO_BREAK}%", f"12,5{NO_BREAK}%")


def test_a_goal_is_called_so_in_old_runs_too() -> None:
    both = {
        tell(UKRAINIAN, f"as good as the repaired published plan in every {word}")
        for word in ("goal", "tier")
    }
    assert both == {"за кожною ціллю такий самий добрий, як виправлений чинний план"}


@pytest.mark.parametrize(
    ("text", "english", "ukrainian"),
    [
        ("2027-01-18 to 2027-01-24", ["18 Jan 2027"], ["18 січ. 2027\u202fр."]),
        (
            "2026-12-28 to 2027-01-10, 2027-02-01 to 2027-02-07",
            ["28 Dec 2026 – 10 Jan 2027", "1 Feb 2027"],
            ["28 груд. 2026\u202fр. – 10 січ. 2027\u202fр.", "1 лют. 2027\u202fр."],
        ),
        (
            ", ".join(["2027-01-18 to 2027-01-24"] * 40),
            ["18 Jan 2027"] * 40,
            ["18 січ. 2027\u202fр."] * 40,
        ),
        ("at any time", ["at any time"], ["at any time"]),
        ("", [], []),
    ],
)
def test_weeks_are_told_one_by_one_however_many(text: str, english: list[str], ukrainian: list[str]) -> None:
    assert weeks_told(ENGLISH, text) == english
    assert weeks_told(UKRAINIAN, text) == ukrainian


def test_english_is_as_it_was_said_and_all_text_is_escaped() -> None:
    assert tell(ENGLISH, "lies before due") == "lies before due"
    assert say(ENGLISH, "<b>") == "&lt;b&gt;"
    assert say(UKRAINIAN, "<b>") == '<span lang="en">&lt;b&gt;</span>'
    assert say(UKRAINIAN, "must be filled (got '<b>')") == "має бути заповнено (стоїть &#39;&lt;b&gt;&#39;)"
    assert say(UKRAINIAN, "") == ""


@pytest.mark.parametrize("catalogues", [SPOKEN, GIVEN, *((words,) for words in FileWords)], ids=" ".join)
def test_each_sentence_has_one_message(catalogues: tuple[str, ...]) -> None:
    """Of two that are alike it would be chance which is said; a file's own come before those of all."""
    said = spoken("en", catalogues)
    patterns = [re.sub(r"\$\w+", "$", FluentSerializer().serialize_entry(one)) for one in said]
    values = Counter(pattern.partition("=")[2].strip() for pattern in patterns)
    assert [value for value, times in values.items() if times > 1] == []


def test_no_sentence_has_a_value_twice() -> None:
    """What the one is can be told from a sentence, not that the other is the same."""
    variables = re.compile(r"\{ (?:[A-Z]+\()?\$(\w+)\)? \}")
    for message in spoken("en", (*SPOKEN, *GIVEN, *FileWords)):
        for line in FluentSerializer().serialize_entry(message).splitlines():
            assert len(set(variables.findall(line))) == len(variables.findall(line)), line


# All that can be said


def test_every_column_of_the_grids_says_what_it_is() -> None:
    columns = [column for table in TABLES.values() for column in table.columns.values()]
    said = {text for one in columns for text in (one.meaning, one.unit, one.blank)}
    said |= {text for one in setting_columns() for text in (one.meaning, one.unit)}
    said |= {(row.__doc__ or "").strip().split("\n")[0] for row in (t.row for t in TABLES.values())}
    said.add((Settings.__doc__ or "").partition(" Raises")[0])
    assert [text for text in unsaid(filter(None, said)) if WORDS.search(text)] == []


def test_every_limit_can_be_named() -> None:
    class Owner:
        parallel, class_max, class_min, resource = 2, 30, 10, "range"

    row = {"rows": "BASIC at DE-02", "demands": "D1"}
    named = [kind.called.format(owner=Owner, where=row.get(kind.owners, "DE-02")) for kind in LIMITS.values()]
    assert unsaid([*named, *(kind.unit for kind in LIMITS.values())]) == []


def test_every_action_has_its_words() -> None:
    assert unsaid(f"ann may not {action}" for action in Action) == []


NAMES = re.compile(r"`[^`]*`|^[a-z_]+(, [a-z_]+)+$|^trainopt \w+$")
"""Ids, the words that a cell may have, commands."""


@pytest.mark.parametrize("name", DICTIONARIES)
def test_a_dictionary_is_in_ukrainian_throughout(name: str) -> None:
    left = []
    for token in MarkdownIt("commonmark").enable("table").parse(COMMENT.sub("", DICTIONARIES[name]())):
        text = " ".join(token.content.split())
        if token.type == "inline" and WORDS.search(NAMES.sub("", text)):
            left += unsaid([text])
    assert left == []


SAYING = ("dataset", "scenario", "check", "explain", "service", "tables", "web/pages")
"""Parts whose sentences come to pages; of others single modules."""
MODULES = (
    "kinds.py",
    "plan/reasons.py",
    "problem/limits.py",
    "runs/hold.py",
    "runs/nightly/rules.py",
    "runs/nightly/wording.py",
    "web/answers.py",
    "web/asking.py",
    "web/bodies.py",
    "web/drafts.py",
    "web/guides.py",
    "web/pace.py",
    "web/provider.py",
    "web/shield.py",
)
ASIDE = {
    "dataset/actual_differences.py": "the summary of a night",
    "dataset/deadline.py": "the line of progress",
    "dataset/scenario_rows.py": "workbooks",
    "dataset/spreadsheet.py": "workbooks",
    "dataset/whole.py": "commands that write files",
    "dataset/workbook_kinds.py": "commands that write files",
    "dataset/workbook_writer.py": "workbooks",
    "dataset/writer.py": "commands that write files",
    "scenario/grid.py": "files of scenarios",
    "scenario/options.py": "commands",
    "scenario/sheet.py": "files of scenarios",
    "service/beginnings.py": "the command that serves",
    "service/settings.py": "commands",
    "dataset/judging.py": "columns by their names",
    "web/pages/plan/drawn.py": "drawing",
}
"""Modules that say nothing to pages, with whom they speak to."""
INWARD = re.compile(
    r"needs [\w-]+$|accounts need|^%|%s|filename=|charset=|<div|<pre|planning on with|pricing capacity|"
    r"kernel broke|binds=|"
    r"^\\|value-type|end of data|exceeded by some step|what (it means|holds where)|the default|"
    r"whether somebody|depends on the thing|told (plan|run)|command line|its worker died|the cursor|ETag that"
)
"""Texts for bugs, operators, headers of answers, logs, the description of the interface and workbooks."""
PEOPLES = re.compile("sent back|Mend these where")
"""What pages have words of their own for."""


def modules() -> Iterator[str]:
    for part in SAYING:
        yield from (path.relative_to(PACKAGE).as_posix() for path in PACKAGE.joinpath(part).rglob("*.py"))
    yield from MODULES


def missing(module: str) -> Iterator[str]:
    """What a module says that no catalogue has; meanings of codes are a page's own (`plan-reason-…`)."""
    known = f"{spoken_texts()}\n{spoken_texts(GIVEN)}"
    for text in sentences(PACKAGE / module):
        aside = INWARD.search(text) or PEOPLES.search(text)
        if WORDS.search(text) and text not in known and not aside:
            yield text


def test_every_sentence_of_the_core_is_in_the_catalogues() -> None:
    assert {
        module: left for module in modules() if module not in ASIDE and (left := list(missing(module)))
    } == {}
    assert [module for module in ASIDE if not PACKAGE.joinpath(module).is_file()] == []


def test_a_sentence_that_is_missing_would_be_found() -> None:
    assert "must be a whole number of at least" in spoken_texts()
    assert "must be a whole number of no more than" not in spoken_texts()


# Where it is shown


def test_a_dictionary_links_to_the_same_places_in_every_language() -> None:
    english, ukrainian = (guide("data-dictionary", reader).html for reader in (ENGLISH, UKRAINIAN))
    assert re.findall(r'(?:id|href)="[^"]+"', english) == re.findall(r'(?:id|href)="[^"]+"', ukrainian)
    assert guide("data-dictionary", UKRAINIAN).title == "Словник даних"


def test_islands_are_told_in_the_readers_language(service: Service) -> None:
    ann = service.browser("ann", "planner:all")
    texts = ["must be filled", "something else"]
    answer = ann.post("/said", json={"texts": texts}, headers={"Accept-Language": "uk"})
    assert answer.json() == ["має бути заповнено", "something else"]
    assert ann.post("/said", json={"texts": texts}).json() == texts
    assert ann.post("/said", json={"texts": ["x" * LONGEST] * 251}).status_code == 422
    assert service.anybody().post("/said", json={"texts": texts}).status_code in (303, 401)


def test_an_error_is_told_in_the_readers_language(service: Service) -> None:
    ann = service.browser("ann", "planner:all")
    page = ann.get("/drafts/7", headers={"Accept-Language": "uk"}).text
    assert "чернетки 7 немає" in page
    api = ann.get("/api/v1/drafts/7", headers={"Accept-Language": "uk"}).json()
    assert api["error"]["message"] == "there is no draft 7"
