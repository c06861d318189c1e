"""Pages look as they are kept: pictures in `pictures/`, in blocks of some pixels, so that letters may differ.

To keep what pages look like now: `KEEP_PICTURES=1 pytest tests/pages/test_pictures.py`, and look at them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image
from playwright.sync_api import Page

from tests.support.browsing import PHONE, WIDE

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

KEPT = Path(__file__).parent / "pictures"
BLOCK = 10
"""Pixels of a block's side."""
DIFFERS = 24
"""Two blocks look different that are so far apart, of 255."""
MOST_DIFFERENT = 0.004
"""The part of the blocks that may look different: less than a button has."""
FONT = 118
"""How wide 'Everybody reads' is, in pixels, in the font of the kept pictures at 14 pixels."""
LOOKS = {"wide": (WIDE, False), "phone-dark": (PHONE, True)}
PAGES = {
    "sign-in": ("", "/sign-in"),
    "password": ("cora", "/password"),
    "help": ("pawel", "/help"),
    "today": ("nil", "/"),
}


def picture_of(page: Page) -> Picture:
    """What is seen of a page, block by block."""
    return in_blocks(page.screenshot())


def in_blocks(png: bytes) -> Picture:
    """A picture, block by block."""
    pixels = image.imread(io.BytesIO(png))[:, :, :3]
    high, wide = pixels.shape[0] // BLOCK, pixels.shape[1] // BLOCK
    blocks = pixels[: high * BLOCK, : wide * BLOCK].reshape(high, BLOCK, wide, BLOCK, 3)
    return np.asarray(np.round(255 * blocks.mean(axis=(1, 3))), dtype=np.uint8)


def part_that_differs(one: Picture, other: Picture) -> float:
    """The part of the blocks that look different; all of them where the sizes differ."""
    if one.shape != other.shape:
        return 1.0
    apart = np.abs(one.astype(int) - other.astype(int)).max(axis=2)
    return float((apart > DIFFERS).mean())


def read(path: Path) -> Picture:
    return np.asarray(np.round(255 * image.imread(path)[:, :, :3]), dtype=np.uint8)


def font_of(page: Page) -> int:
    """How wide some words are in the page's font: pictures of another one cannot be compared."""
    measure = """() => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `14px ${getComputedStyle(document.body).fontFamily}`;
      return Math.round(pen.measureText("Everybody reads").width);
    }"""
    width: int = page.evaluate(measure)
    return width


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_is_kept(visit: Visit, tmp_path: Path, name: str, look: str) -> None:
    (size, dark), (who, path) = LOOKS[look], PAGES[name]
    page = visit(who, path, size=size, dark=dark)
    # how many notices there are depends on which of several plans the night found
    page.evaluate("document.querySelectorAll('.bell .badge').forEach((one) => one.remove())")
    seen, kept = picture_of(page), KEPT / f"{name}-{look}.png"
    if os.environ.get("KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        image.imsave(kept, seen)
    if font_of(page) != FONT:
        pytest.skip("this machine has another font than the kept pictures")
    image.imsave(tmp_path / kept.name, seen)
    assert part_that_differs(seen, read(kept)) <= MOST_DIFFERENT, f"see {tmp_path / kept.name} beside {kept}"


def test_a_moved_button_is_seen(visit: Visit) -> None:
    page = visit("", "/sign-in")
    before = picture_of(page)
    assert part_that_differs(before, picture_of(page)) == 0
    page.evaluate("document.querySelector('.primary').style.marginTop = '60px'")
    assert part_that_differs(before, picture_of(page)) > MOST_DIFFERENT
