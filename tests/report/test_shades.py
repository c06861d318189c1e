"""The shades of shares, on white and on the dark ground of the pages: who can tell them apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from trainopt.report import style

ON = pytest.mark.parametrize("on", [style.ON_LIGHT, style.ON_DARK], ids=["light", "dark"])
# How colours look to who lacks a kind of cone: Machado, Oliveira and Fernandes (2009), of linear parts.
BLIND = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def seen_by(blind: str, colour: str) -> str:
    """A colour as somebody sees it."""
    seen = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(BLIND[blind]) @ linear, 0, 1)
    seen = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(part):02X}" for part in 255 * seen)


def test_fuller_is_darker_all_along_the_scale() -> None:
    """So that paper without colour shows it too."""
    light = [style.lightness(style.shade(at / 20)) for at in range(21)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 21


@ON
def test_what_is_more_than_half_full_stands_out_as_graphics_must(on: style.Shading) -> None:
    half = len(on.steps) // 2
    assert min(style.contrast(on.ground, colour) for colour in on.steps[half:]) >= 3
    assert style.contrast(on.ground, on.steps[-1]) >= 7


@ON
@pytest.mark.parametrize("blind", BLIND)
def test_whoever_sees_no_red_green_or_blue_sees_the_same_order(on: style.Shading, blind: str) -> None:
    apart = [style.contrast(on.ground, seen_by(blind, colour)) for colour in on.steps]
    assert all(more / less >= 1.05 for less, more in pairwise(apart))


def test_an_order_that_some_do_not_see_is_found() -> None:
    red, green = (seen_by("protan", colour) for colour in ("#FF0000", "#008000"))
    assert style.contrast("#FFFFFF", "#FF0000") < style.contrast("#FFFFFF", "#008000")
    assert style.contrast("#FFFFFF", red) > style.contrast("#FFFFFF", green)


@ON
def test_letters_are_read_on_every_shade(on: style.Shading) -> None:
    for colour in (*on.steps, on.untold):
        assert style.contrast(colour, style.letters_on(colour)) >= 4.5


@ON
def test_what_is_not_told_and_a_wait_are_grey_and_quieter_than_what_is_full(on: style.Shading) -> None:
    for colour in (on.untold, on.waiting):
        parts = bytes.fromhex(colour[1:])
        assert max(parts) - min(parts) < 20
        assert 1.2 < style.contrast(on.ground, colour) < style.contrast(on.ground, on.steps[-1]) / 3


def test_the_dark_ground_is_that_of_the_pages() -> None:
    page = Path(style.__file__).parents[1] / "web" / "static" / "style.css"
    grounds = f"--ground: light-dark({style.ON_LIGHT.ground}, {style.ON_DARK.ground});".lower()
    assert grounds in page.read_text(encoding="utf-8")
