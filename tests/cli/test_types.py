"""Durations and shares as people type them."""

from __future__ import annotations

import click
import pytest

from trainopt.cli.types import Duration, Percentage


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90), ("90s", 90), ("10m", 600), ("10 min", 600), ("1.5h", 5400), ("1h30m", 5400),
        ("1h 30min", 5400), ("2H5S", 7205), (" 1m1s ", 61),
    ],
)  # fmt: skip
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5", "1h30", "5 30", "30m1h", "soon", "8d", "169h", "1e3"])
def test_no_duration_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no duration such as"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "share"), [("5%", 0.05), ("5", 0.05), ("0.05", 0.05), ("1", 0.01), ("0.5 %", 0.005), ("0", 0)]
)
def test_a_share_is_read(text: str, share: float) -> None:
    assert Percentage().convert(text, None, None) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "-1%", "101", "200%", "half"])
def test_no_share_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no share such as"):
        Percentage().convert(text, None, None)
