"""What a planner waits for on the pages, measured in Chromium by the pages' own performance marks.

    python benchmarks/pages.py --size huge --seconds 60 --only timeline

A dataset is generated, planned for a short time, published and served; each part of `PARTS` opens its pages
and measures. A line a figure goes to results/pages.csv; the exit code is 1 where one is over what it may be.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from uvicorn import Config, Server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from trainopt.dataset import write_dataset
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.runs.store import Store, open_store
from trainopt.service import datasets
from trainopt.service.actors import operator
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, ask_for_run
from trainopt.service.sessions import sign_in
from trainopt.service.working import work
from trainopt.web.app import make_app
from trainopt.web.asking import COOKIE
from trainopt.web.settings import WebSettings

RESULTS = Path(__file__).resolve().parent / "results" / "pages.csv"
PASSWORD = "four words nobody expects"
LOADS, STEPS = 7, 120
WIDTH, HEIGHT = 1440, 900


@dataclass(frozen=True)
class Figure:
    """What was measured, of how many, and what it may be at most; milliseconds."""

    size: str
    what: str
    count: int
    median: float
    longest: float
    most_median: float
    most_longest: float

    @property
    def is_kept(self) -> bool:
        """Whether it is within what it may be."""
        return self.median <= self.most_median and self.longest <= self.most_longest


@dataclass(frozen=True)
class Asked:
    """A browser, the address of the service, somebody's session there, and the size of the dataset."""

    browser: Browser
    address: str
    secret: str
    size: str

    @contextmanager
    def page(self, path: str, ratio: float = 1) -> Iterator[Page]:
        """A page of the service, in a browser that knows nothing yet."""
        viewport = {"width": WIDTH, "height": HEIGHT}
        context = self.browser.new_context(viewport=viewport, device_scale_factor=ratio)  # type: ignore[arg-type]
        context.set_default_timeout(120_000)
        cookie = {"name": COOKIE, "value": self.secret, "url": "https://localhost"}
        context.add_cookies([cookie | {"secure": True, "httpOnly": True}])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(self.address + path)
        yield page
        context.close()

    def figure(self, what: str, found: list[float], most_median: float, most_longest: float) -> Figure:
        """A figure of what was found."""
        median, longest = round(statistics.median(found), 1), round(max(found), 1)
        return Figure(self.size, what, len(found), median, longest, most_median, most_longest)


# The timeline

FIRST = 300.0
STEP, LONGEST_STEP = 16.0, 50.0
ROUND = ("+", "+", "+", "Shift+ArrowRight", "Shift+ArrowRight", "-", "-", "Shift+ArrowLeft", "-", "0")
"""Keys that zoom and pan, over and over."""


def timeline(asked: Asked) -> Iterator[Figure]:
    """From the data received to the first picture; each step of zoom and pan, in rows and all at once."""
    for by in ("site", "unit"):
        yield asked.figure(f"timeline by {by}: received to drawn", _first(asked, by), FIRST, FIRST)
        for ratio in (1, 2):
            for dense in (False, True):
                rows = "all rows" if dense else "rows to read"
                with asked.page(f"/plan?by={by}", ratio) as page:
                    found = _steps(page, dense=dense)
                what = f"timeline by {by}: zoom or pan, {rows}, {ratio} pixels each"
                yield asked.figure(what, found, STEP, LONGEST_STEP)


def _first(asked: Asked, by: str) -> list[float]:
    found: list[float] = []
    for _ in range(LOADS):
        with asked.page(f"/plan?by={by}") as page:
            page.locator("[data-drawn]").wait_for()
            found += _measured(page, "timeline-first")
    return found


def _steps(page: Page, *, dense: bool) -> list[float]:
    page.locator("[data-drawn]").wait_for()
    page.get_by_role("application").focus()
    if dense:
        page.keyboard.press("d")
    page.evaluate("performance.clearMeasures()")
    for step in range(STEPS):
        page.keyboard.press(ROUND[step % len(ROUND)])
        page.evaluate("new Promise(requestAnimationFrame)")
    return _measured(page, "timeline-draw")


def _measured(page: Page, name: str) -> list[float]:
    found: list[float] = page.evaluate(
        "(name) => performance.getEntriesByName(name).map((entry) => entry.duration)", name
    )
    return found


# The grid

VISIBLE, CHECKED = 1_500.0, 1_000.0
PASTED = 1_000
"""Rows that are pasted at once."""

PASTE = """rows => {
    const text = Array.from({length: rows}, (_, row) => `${20 + row % 9}\\t\\t\\t`).join("\\r\\n");
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
}"""
"""A block of rows pasted where the focus is, as a spreadsheet gives it."""


def grid(asked: Asked) -> Iterator[Figure]:
    """From the address asked for to the first rows; from a block pasted to its faults."""
    seen: list[float] = []
    checked: list[float] = []
    for _ in range(LOADS):
        with asked.page("/tables/demand") as page:
            seen += _marked(page, "grid-rendered")
            page.locator('[row-index="0"] [col-id="trainees"]').click()
            page.evaluate(PASTE, PASTED)
            (pasted,), (told,) = _marked(page, "grid-paste"), _marked(page, "grid-checked")
            checked.append(told - pasted)
    yield asked.figure("grid of demand: visible", seen, VISIBLE, VISIBLE)
    yield asked.figure(f"grid of demand: {PASTED:,} rows pasted and checked", checked, CHECKED, CHECKED)


def _marked(page: Page, name: str) -> list[float]:
    """When a mark was set, once it is: milliseconds since the page was asked for."""
    page.wait_for_function("name => performance.getEntriesByName(name).length > 0", arg=name)
    found: list[float] = page.evaluate(
        "(name) => performance.getEntriesByName(name).map((entry) => entry.startTime)", name
    )
    return found


PARTS: Mapping[str, Callable[[Asked], Iterator[Figure]]] = {"timeline": timeline, "grid": grid}
"""What is measured, by what it is called."""


# The service


def fill(store: Store, folder: Path, size: str, seconds: float) -> None:
    """A dataset of a size, planned for so long, its plan in force, and somebody who sees all of it."""
    write_dataset(generate(size, seed=1), folder / "data")
    datasets.bring_in(store, operator("bench"), folder / "data")
    add_person(store, operator("bench"), "bench", ["coordinator:all"], PASSWORD)
    run = ask_for_run(store, operator("bench"), RunKind.PLAN, seconds=seconds)
    work(store, once=True)
    publish_plan(store, operator("bench"), run.number, "to be looked at", anyway=True)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """A service, answered by a thread; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://localhost:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def measured(size: str, seconds: float, parts: list[str]) -> Iterator[Figure]:
    """Every figure of these parts."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as work_in, open_store(f"{work_in}/store.db") as store:
        fill(store, Path(work_in), size, seconds)
        secret = sign_in(store, "bench", PASSWORD).secret
        with served(make_app(WebSettings(store.name), store)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for part in parts:
                yield from PARTS[part](Asked(browser, address, secret, size))
            browser.close()


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="huge", choices=SIZES)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", default=list(PARTS), choices=PARTS)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    found = []
    for figure in measured(asked.size, asked.seconds, asked.only):
        kept = "" if figure.is_kept else f"  OVER {figure.most_median:g} / {figure.most_longest:g}"
        print(f"{figure.what}: median {figure.median:g} ms, longest {figure.longest:g} ms{kept}", flush=True)
        found.append(figure)
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Figure))
        writer.writerows(map(astuple, found))
    sys.exit(0 if all(figure.is_kept for figure in found) else 1)


if __name__ == "__main__":
    main()
