"""Texts that other people have written are shown as text: to a terminal, in a log, on a page."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout

import pandas as pd
import pytest

from tests.support.running import trainopt
from trainopt.cli.output import console, echo_json, print_frame
from trainopt.errors import Fault, printable
from trainopt.runs.nightly.wording import as_markdown, page_of_failure
from trainopt.runs.store.records import RunStatus

HOSTILE = "a\x1b[2J\x9b31m\u202etxt.exe\u2066\nForged: line\r\x07 [/] [red]b :smile:"
MARKUP = "![x](http://example.org/a.png) <img src=x> `code` | # heading *bold* \\[a]"


def printed(show: Callable[[], None]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        show()
    return out.getvalue()


@pytest.mark.parametrize(
    "show",
    [
        lambda: console().print(HOSTILE.replace("\n", " ")),
        lambda: console().print(HOSTILE.replace("\n", " "), style="bold"),
        lambda: print_frame(pd.DataFrame({"name": [HOSTILE.replace("\n", " ")]}), HOSTILE.replace("\n", " ")),
        lambda: echo_json({"name": HOSTILE, HOSTILE: 1}),
    ],
)
def test_nothing_reaches_a_terminal_that_it_obeys(show: Callable[[], None]) -> None:
    out = printed(show)
    assert [line for line in out.split("\n") if not line.isprintable()] == []
    assert "[/] [red]b :smile:" in out


def test_a_message_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert trainopt("check", "no such\nfolder \x1b[2J").err.splitlines() == [
        "no such folder \\x1b[2J: no such folder",
        "1 fault",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("as it is, 7 % of Kyjiw – 営", "as it is, 7 % of Kyjiw – 営"),
        ("two\r\nlines\tand a column", "two lines and a column"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("a family: \U0001f468\u200d\U0001f469", "a family: \U0001f468\u200d\U0001f469"),
    ],
)
def test_how_a_text_is_shown(text: str, line: str) -> None:
    assert printable(text) == line


def test_on_a_page_no_text_is_markup() -> None:
    assert as_markdown("101st Brigade, D1-01 at PL_01 (5 %)") == "101st Brigade, D1-01 at PL_01 (5 %)"
    assert as_markdown(MARKUP) == (
        "!\\[x\\](http://example.org/a.png) \\<img src=x\\> \\`code\\` \\| # heading \\*bold\\* \\\\\\[a\\]"
    )
    fault = Fault("units.csv", 5, "name", f"{MARKUP}\n# Forged\n")
    page = page_of_failure(3, RunStatus.FAULTY, "1 fault", [fault])
    assert [line for line in page.splitlines() if line.startswith("#")] == ["# Run 3: faulty input"]
    assert "](" not in page.replace("\\](", "")
