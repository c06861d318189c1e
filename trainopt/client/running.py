"""What a client does with runs: asks for them, follows them, reads what came of them, puts plans in force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from trainopt.client.frames import frames_of_answer
from trainopt.client.interface import Answered, Interface, told
from trainopt.errors import NoAnswer, UsageError
from trainopt.service.versions import LATEST

if TYPE_CHECKING:
    import pandas as pd


class RunCalls(Interface):
    """The part of a client that is about runs and plans."""

    def list_runs(self, most: int = 100) -> pd.DataFrame:
        """The runs that one may see, newest first."""
        return self.listed("/runs", most)

    def ask_for_run(
        self,
        kind: str,
        *,
        version: int | str = LATEST,
        drafts: Sequence[int] = (),
        subject: str = "",
        time_limit: str | float | None = None,
    ) -> Answered:
        """Queue a run of a kind: plan, night, whatif, explain or value. It is there before it is begun."""
        body = {"kind": kind, "version": version, "drafts": list(drafts), "subject": subject}
        return self.post("/runs", body | {"time_limit": time_limit})

    def show_run(self, run: int) -> Answered:
        """A run as it stands."""
        return self.get(f"/runs/{run}")

    def cancel_run(self, run: int) -> Answered:
        """Cancel a run; its best plan so far is kept."""
        return told(self.calls.ask("DELETE", f"/runs/{run}"))

    def progress(self, run: int) -> Iterator[Answered]:
        """A run's progress as it comes, until it has ended; a stream that breaks off is taken up again.

        Raises NoAnswer where the service does not answer for as long as the client is patient.
        """
        seen = 0
        ended = False
        while not ended:
            for _ in self.calls.tries():
                before = seen
                try:
                    for number, event in self._events(run, seen):
                        seen, ended = number or seen, event is None
                        if event is not None:
                            yield event
                except self.calls.lost:
                    pass
                if ended or seen != before:
                    break
            else:
                raise NoAnswer(f"run {run}: no progress came from {self.calls.address}")

    def _events(self, run: int, seen: int) -> Iterator[tuple[int, Answered | None]]:
        """The events of a stream with their numbers, as server-sent events have them; None is its end."""
        known: dict[str, str] = {}
        with self.calls.stream(f"/runs/{run}/events", **{"last-event-id": str(seen)}) as lines:
            for line in lines:
                if line:
                    name, _, value = line.partition(":")
                    known[name] = value.removeprefix(" ")
                    continue
                if known.get("event") == "end":
                    yield 0, None
                    return
                if "data" in known:
                    yield int(known.get("id", 0)), json.loads(known["data"])
                known = {}

    def wait(self, run: int) -> Answered:
        """The run once it has ended."""
        for _ in self.progress(run):
            pass
        return self.show_run(run)

    def plan(self, **wanted: Any) -> Answered:
        """Plan a version, and wait; `wanted` are those of `ask_for_run`. The run as it ended."""
        return self._done("plan", wanted)

    def whatif(self, drafts: Sequence[int], **wanted: Any) -> Answered:
        """Plan drafts as a what-if, and wait. The run as it ended."""
        return self._done("whatif", wanted | {"drafts": drafts})

    def explain(self, subject: str = "", **wanted: Any) -> dict[str, pd.DataFrame]:
        """Why trainees of a demand, cohort or unit are unmet or late in the plan in force, and what helps."""
        return self.answer_of(self._done("explain", wanted | {"subject": subject})["number"])

    def value(self, **wanted: Any) -> dict[str, pd.DataFrame]:
        """What one more class, bed, instructor is worth in the plan in force."""
        return self.answer_of(self._done("value", wanted)["number"])

    def _done(self, kind: str, wanted: Mapping[str, Any]) -> Answered:
        run = self.wait(self.ask_for_run(kind, **wanted)["number"])
        if run["status"] == "failed":
            raise UsageError(f"run {run['number']} failed: {run['message']}")
        return run

    def answer_of(self, run: int) -> dict[str, pd.DataFrame]:
        """What a run explained or valued, as frames by name."""
        return frames_of_answer(self.show_run(run)["kind"], self.get(f"/runs/{run}/answer")["tables"])

    def compare_runs(self, run: int, other: int | None = None, scope: str = "") -> dict[str, pd.DataFrame]:
        """What differs between a run's plan and another's, by default the plan in force, and for whom."""
        asked = {"with": "" if other is None else other, "scope": scope}
        return frames_of_answer("compare", self.get(f"/runs/{run}/compare", asked)["tables"])

    # Plans

    def run_table(self, run: int, table: str, scope: str = "") -> pd.DataFrame:
        """A table of a run's plan, typed as `plan_frames` has it: one's share."""
        return self.result(f"/runs/{run}/tables", table, scope)

    def plan_table(self, table: str, scope: str = "") -> pd.DataFrame:
        """A table of the plan in force."""
        return self.result("/plan/tables", table, scope)

    def download(self, run: int, what: str, scope: str = "") -> bytes:
        """What is made of a run's plan: `report.html`, `plan.xlsx`, `calendar/site/PL-01.ics`."""
        path = f"/runs/{run}/{quote(what)}"
        return bytes(self.calls.ask("GET", path, params={"scope": scope}).content)

    def plan_in_force(self) -> Answered:
        """The plan in force: the run that made it, when and by whom it was published."""
        return self.get("/plan")

    def publish_plan(self, run: int, reason: str, *, anyway: bool = False) -> Answered:
        """Put a run's plan in force. Raises HeldBack where the publication rules say no, unless `anyway`."""
        return self.post(f"/runs/{run}/publish", {"reason": reason, "anyway": anyway})

    def withdraw_publication(self, reason: str) -> Answered:
        """Take the plan in force back; what is in force then is in `plan`."""
        return self.post("/plan/withdraw", {"reason": reason})
