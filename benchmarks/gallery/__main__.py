"""Pictures of every page in every state, and what a script finds wrong in them.

    python -m benchmarks.gallery /tmp/gallery --states example coalition --looks wide-light phone-dark

A picture is named STATE-PAGE-LOOK.png. `findings.csv` has a line for each finding: what `findings_on` finds,
what axe finds (WCAG 2.2 A and AA), what stands in the console, where a browser tells what the policy forbids,
and requests to elsewhere. `pages.csv` says of each picture how the page answered, after how long, when it was
whole, what the service took of the processor until then, in milliseconds, and how much text the page is.
With `--stores` a filled store is kept and used again: delete it once the program stores something else. The
exit code is 1 where anything was found.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Response
from playwright.sync_api import Error as BrowserError

from benchmarks.gallery.acts import ACTS, Act
from benchmarks.gallery.states import STATES, fill, under_way
from benchmarks.pages import served
from benchmarks.serving import PASSWORD
from tests.support.browsing import PHONE, WIDE, chromium
from tests.support.looks import findings_on, pages_of, places_of, settle
from tests.support.paged import host_of
from trainopt.runs.store import Store, open_store
from trainopt.service.sessions import sign_in
from trainopt.web.app import make_app
from trainopt.web.asking import COOKIE
from trainopt.web.settings import WebSettings

LOOKS: Mapping[str, tuple[tuple[int, int], bool]] = {
    "wide-light": (WIDE, False),
    "wide-dark": (WIDE, True),
    "phone-light": (PHONE, False),
    "phone-dark": (PHONE, True),
}
TALLEST = 6_000
"""Pixels of a picture; what is below is of the same kind."""
PATIENCE_MS = 120_000
ANSWERED = "Failed to load resource: the server responded"
"""What the console says of every answer that is an error, as some of these pages are."""
Note = Callable[[str, str], None]
"""Takes a finding: its kind, and what it is."""
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@dataclass(frozen=True)
class Shown:
    """A picture: how the page answered, when the answer began, and when all of the page was there.

    `processor_ms` is what this process, in which the service runs, took of the processor until then, and
    `kilobytes` the text of the page itself.
    """

    state: str
    page: str
    look: str
    status: int
    answered_ms: int
    whole_ms: int
    processor_ms: int
    kilobytes: int


@dataclass(frozen=True)
class Found:
    """What is wrong in a picture."""

    state: str
    page: str
    look: str
    kind: str
    what: str


@dataclass
class Gallery:
    """Pictures of one state: where they are written, and what was seen so far."""

    state: str
    address: str
    folder: Path
    judged: bool
    shown: list[Shown]
    found: list[Found]

    def visit(self, context: BrowserContext, name: str, look: str, path: str, act: Act | None) -> None:
        """Take the picture of a page, and note what is wrong in it."""

        def note(kind: str, what: str) -> None:
            self.found.append(Found(self.state, name, look, kind, " ".join(what.split())[:300]))

        page = context.new_page()
        self._listen(page, note)
        before = time.process_time()
        try:
            answer = page.goto(self.address + path)
            if act is not None:
                act(page)
            if answer is not None and answer.status >= 500 and act is None:
                note("lost", f"answered with {answer.status}")
            settle(page)
            self.shown.append(self._shown(page, answer, name, look, time.process_time() - before))
            self._judge(page, note)
            _picture(page, self.folder / f"{self.state}-{name}-{look}.png")
        except BrowserError as error:
            note("lost", str(error))
        page.close()

    def _listen(self, page: Page, note: Note) -> None:
        def hear(kind: str, text: str) -> None:
            if kind in ("error", "warning") and not text.startswith(ANSWERED):
                note("console", text)

        def ask(url: str) -> None:
            if not url.startswith(("data:", "blob:")) and host_of(url) != host_of(self.address):
                note("elsewhere", url)

        page.on("console", lambda message: hear(message.type, message.text))
        page.on("pageerror", lambda error: note("console", str(error)))
        page.on("request", lambda request: ask(request.url))

    def _judge(self, page: Page, note: Note) -> None:
        for found in findings_on(page):
            note(found.kind, found.what)
        violations = Axe().run(page, options=AXE).response["violations"] if self.judged else ()
        for one in violations:
            note("axe", f"{one['id']}: {one['nodes'][0]['html']}")

    def _shown(self, page: Page, answer: Response | None, name: str, look: str, seconds: float) -> Shown:
        answered, whole, text = page.evaluate(
            "() => { const [one] = performance.getEntriesByType('navigation');"
            "const marks = performance.getEntriesByType('resource').map(part => part.responseEnd);"
            "const whole = Math.max(one.loadEventEnd, ...marks);"
            "return [one.responseStart - one.requestStart, whole, one.decodedBodySize]; }"
        )
        status = 0 if answer is None else answer.status
        figures = map(round, (answered, whole, 1000 * seconds, text / 1000))
        return Shown(self.state, name, look, status, *figures)


def _picture(page: Page, path: Path) -> None:
    size = "(({clientWidth, scrollHeight}) => [clientWidth, scrollHeight])(document.documentElement)"
    width, height = page.evaluate(size)
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


def wanted_pages(store: Store, chosen: Sequence[str]) -> Iterator[tuple[str, str, str, Act | None]]:
    """Each page, or those that are chosen: its name, who looks, the address, and what is done there."""
    places = places_of(store)
    for name, (who, path) in pages_of(places).items():
        if name in (chosen or [name]):
            yield name, who, path, None
    for name, one in ACTS.items():
        if name in (chosen or [name]) and one.needs in ("", *places):
            yield name, one.who, one.path, one.act


def _context(browser: Browser, store: Store, who: str, look: str, language: str) -> BrowserContext:
    (width, height), dark = LOOKS[look]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=language,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    if who:
        secret = sign_in(store, who, PASSWORD).secret
        cookie = {"name": COOKIE, "value": secret, "url": "https://localhost"}
        context.add_cookies([cookie | {"secure": True, "httpOnly": True}])  # type: ignore[list-item]
    return context


def service_of(store: Store) -> FastAPI:
    """The service of a store, with an address that has a bug."""
    app = make_app(WebSettings(store.name), store)

    def stumble() -> None:
        raise RuntimeError("a bug to be looked at")

    app.add_api_route("/a-bug-of-ours", stumble)
    return app


def filled(state: str, work: Path, kept: Path | None) -> Path:
    """The file of a store as a state says: one that was filled before, if any are kept."""
    made = work / "store.db"
    before = work / "kept.db" if kept is None else kept / f"{state}.db"
    if not before.is_file():
        with open_store(str(made)) as store:
            fill(store, state, work)
        shutil.copyfile(made, before)
    return Path(shutil.copyfile(before, made))


def look_at(browser: Browser, state: str, chosen: argparse.Namespace) -> Gallery:
    """All pictures of a state."""
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gallery-")))
        store = stack.enter_context(open_store(str(filled(state, work, chosen.stores))))
        if STATES[state].goes_on:
            stack.callback(under_way(store).leave)
        address = stack.enter_context(served(service_of(store)))
        gallery = Gallery(state, address, chosen.folder, not chosen.quick, [], [])
        pages = list(wanted_pages(store, chosen.pages))
        for look in chosen.looks:
            people = {who for _, who, _, _ in pages}
            contexts = {who: _context(browser, store, who, look, chosen.language) for who in people}
            for name, who, path, act in pages:
                gallery.visit(contexts[who], name, look, path, act)
            for context in contexts.values():
                context.close()
    return gallery


def write(path: Path, kind: type[Shown] | type[Found], lines: Sequence[Shown | Found]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(kind))
        writer.writerows(map(astuple, lines))


def main() -> None:
    """Look, write and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="where pictures and findings are written")
    parser.add_argument("--states", nargs="*", default=list(STATES), choices=STATES)
    parser.add_argument("--looks", nargs="*", default=list(LOOKS), choices=LOOKS)
    parser.add_argument("--pages", nargs="*", default=[], help="names of pages; all unless given")
    parser.add_argument("--language", default="en-GB", help="what the browser asks for, as uk-UA")
    parser.add_argument("--stores", type=Path, help="where filled stores are kept and found again")
    parser.add_argument("--quick", action="store_true", help="without axe")
    chosen = parser.parse_args()
    for folder in filter(None, (chosen.folder, chosen.stores)):
        folder.mkdir(parents=True, exist_ok=True)
    galleries = []
    with chromium() as browser:
        for state in chosen.states:
            galleries.append(gallery := look_at(browser, state, chosen))
            print(f"{state}: {len(gallery.shown)} pictures, {len(gallery.found)} findings", flush=True)
    found = [one for gallery in galleries for one in gallery.found]
    write(chosen.folder / "pages.csv", Shown, [one for gallery in galleries for one in gallery.shown])
    write(chosen.folder / "findings.csv", Found, found)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
