"""The runner of pages refuses a page that shows what does not happen."""

from pathlib import Path

import pytest

from tests.support.shown import assert_prints, blocks, run_page

FENCE = "```"


def page(*blocks: tuple[str, str]) -> str:
    return "".join(f"Words.\n\n{FENCE}{kind}\n{text}\n{FENCE}\n" for kind, text in blocks)


@pytest.mark.parametrize(
    "shown", ["one\ntwo\nthree", "one\n…", "…\nthree", "one\nt…o\nthree", "…", "one  \n…\nthree"]
)
def test_what_may_be_shown(shown: str) -> None:
    assert_prints(shown, "one\ntwo  \nthree\n")


@pytest.mark.parametrize("shown", ["one\nthree", "two", "…\ntwo", "three\n…", "one\ntwo\nthre", "on.\n…"])
def test_what_may_not(shown: str) -> None:
    with pytest.raises(AssertionError, match="but this was printed"):
        assert_prints(shown, "one\ntwo\nthree\n")


def test_other_blocks_do_not_count() -> None:
    found = blocks(page(("{toctree}", "start"), ("python", "1"), ("", "plain"), ("sh", "./run")))
    assert [block.kind for block in found] == ["{toctree}", "python", "", "sh"]
    assert blocks(page(("{toctree}", "start"), ("python", "1")), "python") == [found[1]]


def test_blocks_follow_each_other(tmp_path: Path) -> None:
    printed = run_page(
        page(
            ("toml", '# s.toml\nname = "s"'),
            ("python", "from pathlib import Path\nfound = Path('s.toml').read_text()"),
            ("python", "print(len(found.splitlines()))"),
            ("output", "2"),
            ("console", "$ ls data\n…\nexample\n…\n$ ls s.toml\ns.toml"),
        ),
        tmp_path,
    )
    assert list(printed.values())[2] == "2\n"


@pytest.mark.parametrize(
    "blocks",
    [
        (("console", "$ ls s.toml"),),
        (("console", "$ ls data\n[exit code 2]"),),
        (("console", "$ trainopt check data/example\nfaults\n…"),),
        (("console", "$ trainopt check nowhere"),),
        (("console", "trainopt check nowhere"),),
        (("python", "print(1)"), ("output", "2")),
        (("python", "assert False"),),
    ],
)
def test_a_page_that_is_wrong(tmp_path: Path, blocks: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(AssertionError):
        run_page(page(*blocks), tmp_path)


def test_a_command_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    run_page(
        page(("console", "$ ls data/example/plan.toml \\\n    data/README.md\n…README.md\n…plan.toml")),
        tmp_path,
    )


def test_an_exit_code_that_is_said(tmp_path: Path) -> None:
    run_page(page(("console", "$ trainopt check nowhere\n…\n[exit code 3]")), tmp_path)
