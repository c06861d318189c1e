"""The figures of the service, with real clients on loopback, beside a plan that the worker is making.

    python -m benchmarks.service --size large --seconds 60 --edits 10000

Printed are percentiles of the time to the whole answer, errors, and the most memory that the server had.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import func, select

from benchmarks.editing import Accepting, Acknowledged, Caller, Editor, broken, lost
from benchmarks.serving import (
    HEAD,
    INTERFACE,
    PASSWORD,
    Times,
    answers,
    free_port,
    load_of_machine,
    peak_of_server,
    processor_of_server,
    running,
    server,
    wait_for,
    with_tokens,
)
from trainopt.dataset import write_dataset
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.service_schema import progress
from trainopt.service.actors import operator
from trainopt.service.datasets import bring_in, data_of
from trainopt.service.following import newest_events
from trainopt.service.people import add_person
from trainopt.service.publication import publish_plan
from trainopt.service.queueing import RunKind, RunState, add_event, ask_for_run, cancel_run, show_queued
from trainopt.service.sessions import sign_in
from trainopt.web.asking import COOKIE, mark_of

EVERY = 5.0
"""Seconds from one request of a person to the next."""
PLANNED = 30.0
"""Seconds for the plan in force, which is made before anything is measured."""
BESIDE = 3_600.0
"""Seconds for the plan that the worker makes meanwhile."""
FOLLOWED = 20
"""Incumbents that the streams are told of."""
EDITORS, EDITED_ROWS, PER_DRAFT = 20, 500, 25

MIX: Mapping[str, int] = {
    "/": 20,
    "/plan": 10,
    "/tables": 5,
    "/tables/demand": 5,
    "/what-ifs": 5,
    "/proposals": 5,
    "/happened": 5,
    "/runs": 5,
    "/api/v1/plan": 5,
    "/api/v1/plan/tables/classes": 5,
    "/api/v1/plan/tables/assignments": 5,
    "/api/v1/plan/tables/kpis": 3,
    "/api/v1/versions": 3,
    "/api/v1/versions/latest/tables/demand": 5,
    "/api/v1/versions/latest/tables/capacity": 5,
    "/api/v1/drafts": 5,
    "/api/v1/proposals": 5,
    "/api/v1/runs": 5,
    "/api/v1/me": 3,
}
"""What people ask for, and how often beside the rest."""


@dataclass(frozen=True)
class Place:
    """A served store, and how each person is known to it."""

    store: Store
    port: int
    people: Sequence[Mapping[str, str]]

    def client(self) -> httpx.AsyncClient:
        """A client that keeps as many connections as there are people."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=2 * len(self.people))
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", limits=limits, timeout=60, trust_env=False
        )


def grants_of_people(store: Store, count: int) -> list[str]:
    """A few coordinators and readers of everything, else planners of nations and of units in turn."""
    text = data_of(store, operator()).text
    nations = [f"planner:nation:{key[0]}" for key in text["nations"]]
    units = [f"planner:unit:{key[0]}" for key in text["units"]]
    parts = [one for pair in zip(nations, units, strict=False) for one in pair]
    few = ["coordinator:all", "reader:all"] * max(count // 40, 1)
    return [*few, *(parts[place % len(parts)] for place in range(count))][:count]


def signed_in(store: Store, count: int) -> list[Mapping[str, str]]:
    """So many people with a session each: the headers that their browsers send."""
    headers: list[Mapping[str, str]] = []
    for place, grant in enumerate(grants_of_people(store, count)):
        name = f"person-{place}"
        add_person(store, operator(), name, [grant], PASSWORD)
        secret = sign_in(store, name, PASSWORD).secret
        headers.append({"cookie": f"{COOKIE}={secret}", "x-csrf-token": mark_of(secret)})
    return headers


# Requests


async def ask(client: httpx.AsyncClient, headers: Mapping[str, str], address: str, times: Times) -> None:
    """Ask for one thing, and note how long it took or what went wrong."""
    began = time.monotonic()
    try:
        answer = await client.get(address, headers=dict(headers))
    except httpx.HTTPError as error:
        times.errors.append(f"{address}: {type(error).__name__}")
        return
    unseen = answer.status_code == httpx.codes.NOT_FOUND and "/tables/" in address  # by one's scope
    if answer.is_success or answer.is_redirect or unseen:
        times.seconds.append(time.monotonic() - began)
    else:
        times.errors.append(f"{address}: {answer.status_code}")


async def there(place: Place) -> list[str]:
    """The addresses of the mix that there are, each as often as it is asked for."""
    async with place.client() as client:
        found = []
        for address, often in MIX.items():
            answer = await client.get(address, headers=dict(place.people[0]))
            if answer.status_code != httpx.codes.NOT_FOUND:
                found += [address] * often
        return found


async def steadily(place: Place, mix: Sequence[str], seconds: float, times: Times) -> None:
    """Each person asks for something every few seconds."""
    dice = random.Random(1)
    async with place.client() as client:
        until = time.monotonic() + seconds

        async def person(headers: Mapping[str, str]) -> None:
            await asyncio.sleep(dice.uniform(0, EVERY))
            while time.monotonic() < until:
                began = time.monotonic()
                await ask(client, headers, dice.choice(mix), times)
                await asyncio.sleep(max(EVERY - (time.monotonic() - began), 0))

        await asyncio.gather(*map(person, place.people))


async def at_a_rate(place: Place, mix: Sequence[str], rate: int, seconds: float, times: Times) -> None:
    """So many requests a second, whether the ones before were answered or not."""
    dice = random.Random(2)
    async with place.client() as client:
        began, asked = time.monotonic(), []
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(began + number / rate - time.monotonic(), 0))
            headers = place.people[number % len(place.people)]
            asked.append(asyncio.create_task(ask(client, headers, dice.choice(mix), times)))
        await asyncio.gather(*asked)


async def streams(place: Place, run: int, times: Times) -> None:
    """Everybody follows a run; how long an incumbent takes from the store to each of them."""
    told: dict[int, float] = {}
    open_ones, heard = 0, 0
    everybody = asyncio.Event()

    async def follow(client: httpx.AsyncClient, headers: Mapping[str, str], seen: int) -> None:
        nonlocal open_ones, heard
        address = f"{INTERFACE}/runs/{run}/events"
        asked = dict(headers) | {"last-event-id": str(seen)}
        async with client.stream("GET", address, headers=asked) as answer:
            if answer.status_code != httpx.codes.OK:
                times.errors.append(f"{address}: {answer.status_code}")
                return
            open_ones += 1
            if open_ones == len(place.people):
                everybody.set()
            async for line in answer.aiter_lines():
                moment = told.get(int(line[3:]) if line.startswith("id:") else -1)
                if moment is not None:
                    times.seconds.append(time.monotonic() - moment)
                    heard += 1

    async with place.client() as client:
        seen = newest_event(place.store, run)
        following = [asyncio.create_task(follow(client, one, seen)) for one in place.people]
        await asyncio.wait_for(everybody.wait(), 120)
        for _ in range(FOLLOWED):
            await asyncio.to_thread(tell_incumbent, place.store, run, told)
            await asyncio.sleep(1)
        await asyncio.sleep(2 * EVERY)
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    missed = FOLLOWED * len(place.people) - heard
    times.errors += ["an incumbent was not told"] * missed


def newest_event(store: Store, run: int) -> int:
    """The number of the newest event of a run; 0 where it has none."""
    return newest_events(store, [run]).get(run, 0)


def tell_incumbent(store: Store, run: int, told: dict[int, float]) -> None:
    """Put an incumbent into the store as a worker does; when that was, by its number."""
    facts = {"state": RunState.RUNNING.value, "seconds": 1.0, "working": "search", "placed": 1, "tiers": []}
    with store.begin() as connection:
        add_event(connection, run, facts)
        number = connection.scalar(select(func.max(progress.c.number)).where(progress.c.run == run))
        told[int(number or 0)] = time.monotonic()


# Edits


async def edit_all(
    place: Place, editors: Sequence[Mapping[str, str]], edits: int
) -> tuple[Times, Times, Acknowledged]:
    """People edit the same rows at once; a coordinator accepts what they submit."""
    known, times, decided = Acknowledged(), Times("edit of a draft"), Times("acceptance of what waits")
    rows = [key[0] for key in list(data_of(place.store, operator()).text["demand"])[:EDITED_ROWS]]
    async with place.client() as client:

        def editor(number: int, headers: Mapping[str, str]) -> Editor:
            return Editor(Caller(client, headers, known), rows, PER_DRAFT, random.Random(number), times)

        people = [editor(number, headers) for number, headers in enumerate(editors)]
        accepting = Accepting(Caller(client, editors[0], known), decided)

        async def edits_of(one: Editor) -> None:
            for _ in range(edits // len(people)):
                await one.edit()
            await one.submit()

        edited = asyncio.gather(*map(edits_of, people))
        while not edited.done():
            if not await accepting.accept():
                await asyncio.sleep(1)
        await edited
        while await accepting.accept():
            continue
    return times, decided, known


# All of it


def said(times: Times) -> None:
    """Print a row, and the first errors below it."""
    print(times.line(), flush=True)
    for error in times.errors[:3]:
        print(f"  {error}", flush=True)


def plan_in_force(store: Store, seconds: float) -> None:
    """A plan of the newest version, made and published."""
    run = ask_for_run(store, operator(), RunKind.PLAN, seconds=seconds)
    wait_for(lambda: show_queued(store, operator(), run.number).state is RunState.DONE, 10 * seconds + 300)
    publish_plan(store, operator(), run.number, "so that pages show one", anyway=True)


def plan_beside(store: Store) -> int:
    """A run that the worker is busy with; its number."""
    run = ask_for_run(store, operator(), RunKind.PLAN, seconds=BESIDE)
    wait_for(lambda: show_queued(store, operator(), run.number).state is RunState.RUNNING)
    return run.number


def measure(place: Place, run: int, chosen: argparse.Namespace) -> None:
    """The figures of reading, then those of streams."""
    mix = asyncio.run(there(place))
    print(f"asked for: {', '.join(sorted(set(mix)))}\n\n{HEAD}", flush=True)
    steady = Times(f"{len(place.people)} people, a request every {EVERY:g} s each")
    asyncio.run(steadily(place, mix, chosen.seconds, steady))
    said(steady)
    rate = Times(f"{chosen.rate} requests a second for 10 s")
    asyncio.run(at_a_rate(place, mix, chosen.rate, 10, rate))
    said(rate)
    told = Times(f"{len(place.people)} streams, an incumbent")
    asyncio.run(streams(place, run, told))
    said(told)


def measure_edits(place: Place, edits: int, server: int) -> None:
    """The figures of writing; `server` is the server's process."""
    names = [f"editor-{number}" for number in range(EDITORS)]
    editors = list(with_tokens(place.store, names, "coordinator:all").values())
    began, before = time.monotonic(), processor_of_server(server)
    times, decided, known = asyncio.run(edit_all(place, editors, edits))
    seconds, busy = time.monotonic() - began, processor_of_server(server) - before
    said(times)
    said(decided)
    faults = [*lost(place.store, known), *broken(place.store)]
    print(
        f"\n{EDITORS} people, {EDITED_ROWS} rows: {known.edits:,} edits acknowledged in {seconds:,.0f} s; "
        f"lost: {len(faults)}; {1000 * busy / max(known.edits, 1):.1f} ms of the server's processor an edit, "
        "with what submitting and accepting them costs"
    )
    for fault in faults[:10]:
        print(f"  {fault}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", choices=sorted(SIZES), default="large")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0, help="of requests every five seconds")
    parser.add_argument("--rate", type=int, default=200, help="requests a second for ten seconds")
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=1, help="of the server")
    parser.add_argument("--store", default=None, help="a URL of PostgreSQL; else a new SQLite file")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="service-") as work:
        folder = Path(work)
        write_dataset(generate(chosen.size, 1), folder / "data")
        where, port = chosen.store or str(folder / "store.db"), free_port()
        with open_store(where) as store:
            bring_in(store, operator(), folder / "data")
            place = Place(store, port, signed_in(store, chosen.people))
            serving = server(where, port, "--processes", str(chosen.processes))
            with running(serving):
                wait_for(lambda: answers(port))
                plan_in_force(store, PLANNED)
                run = plan_beside(store)
                before = load_of_machine()
                measure(place, run, chosen)
                measure_edits(place, chosen.edits, serving.pid)
                memory = peak_of_server(serving.pid)
                print(
                    f"memory of the server: {memory:,.0f} MiB; {before} at first, {load_of_machine()} at last"
                )
                cancel_run(store, operator(), run)


if __name__ == "__main__":
    main()
