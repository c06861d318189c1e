"""What a message recognises in a cell that is none of its kind: dates, numbers, letters that look alike."""

from pathlib import Path

import pytest

from tests.support.faulty.base import Files, edit, printed, spare
from trainopt.errors import shown


@pytest.mark.parametrize(
    ("due", "hint"),
    [
        ("18/01/2027", "; it could be 2027-01-18"),
        ("03/04/2027", "; it could be 2027-04-03 or 2027-03-04"),
        ("3.4.27", "; it could be 2027-04-03 or 2027-03-04"),
        ("2027/04/03", "; it could be 2027-04-03"),
        ("4/4/2027", "; it could be 2027-04-04"),
        ("2027-04-03 00:00:00", "; it could be 2027-04-03"),
        ("20270403", "; it could be 2027-04-03"),
        ("46480", "; it could be 2027-04-03"),
        ("20271340", ""),
        ("31/02/2027", ""),
        ("2027-13-40", ""),
    ],
)
def test_a_date_that_is_none_may_be_recognised(due: str, hint: str, tmp_path: Path) -> None:
    message = f"must be a date that exists, as YYYY-MM-DD or DD.MM.YYYY{hint} (got '{due}')"
    assert printed(tmp_path, spare("demand.csv", due=due)) == [f"demand.csv:7: due: {message}"]


@pytest.mark.parametrize(
    ("trainees", "number"),
    [
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("1'200", "1200"),
        ("'1.200.000'", ""),
        ("1.200.000", "1200000"),
        ("12.00", "12"),
        ("1 200.0", "1200"),
        ("95 %", "95"),
        ("1.5", ""),
        ("1 20", ""),
        ("1 200.000", ""),
        ("0.0", ""),
        ("12a", ""),
        ("-5", ""),
    ],
)
def test_a_number_that_a_spreadsheet_wrote_may_be_recognised(
    trainees: str, number: str, tmp_path: Path
) -> None:
    hint = f"; in digits alone it could be {number}" if number else ""
    message = f"must be a whole number of at least 1{hint} (got {shown(trainees)})"
    assert printed(tmp_path, spare("demand.csv", trainees=trainees)) == [f"demand.csv:7: trainees: {message}"]


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        ({"unit_id": "\u0412N-13"}, "; letter 1 is Cyrillic and only looks like B (got '\u0412N-13')"),
        ({"unit_id": "BN-\u039f"}, "; letter 4 is Greek and only looks like O (got 'BN-\u039f')"),
        ({"allowed_nations": "PL, DE"}, "; several ids are separated by a space (got 'PL,')"),
        ({"allowed_nations": "PL/DE"}, "start with a letter or digit (got 'PL/DE')"),
        ({"allowed_nations": "PL,DE;NO"}, "; several ids are separated by a space (got 'PL,DE;NO')"),
        ({"parent_unit_id": "1ST brigade"}, "; did you mean BDE-1? (got '1ST brigade')"),
        ({"parent_unit_id": "\u0411\u041e"}, "start with a letter or digit (got '\u0411\u041e')"),
    ],
)
def test_a_message_finds_the_letter(cells: dict[str, str], hint: str, tmp_path: Path) -> None:
    (line,) = printed(tmp_path, spare("units.csv", **cells))
    assert line.startswith(f"units.csv:5: {next(iter(cells))}: must be an id: ")
    assert line.endswith(hint)


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        (
            spare("demand.csv", trainees="1\u041e"),
            "letter 2 is Cyrillic and only looks like O (got '1\u041e')",
        ),
        (
            spare("courses.csv", mixed_units="n\u043e"),
            "letter 2 is Cyrillic and only looks like o (got 'n\u043e')",
        ),
        (
            edit("demand.csv", "due,", "du\u0435,"),
            "did you mean due?; letter 3 is Cyrillic and only looks like e",
        ),
        (
            edit("plan.toml", '"lateness"', '"lat\u0435ness"'),
            "did you mean lateness?; letter 4 is Cyrillic and only looks like e (got 'lat\u0435ness')",
        ),
    ],
)
def test_a_message_finds_the_letter_wherever_a_word_or_number_is_none(
    files: Files, hint: str, tmp_path: Path
) -> None:
    assert any(line.endswith(hint) for line in printed(tmp_path, files))
