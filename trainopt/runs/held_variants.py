"""The variants of a what-if as problems: each is made once; a few are at hand, the others lie on the disk.

Where that is full, the others are at hand, too.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from trainopt.errors import FULL
from trainopt.runs.hold import Held, Released, hold
from trainopt.runs.variants import Variant
from trainopt.search.effort import Effort
from trainopt.search.params import Clock
from trainopt.search.patience import HoldPatience

AT_HAND = 8
"""So many problems with their options are in memory: of huge datasets some hundred megabytes each."""


class HeldVariants:
    """Variants with what is frozen of the plan in force, in a folder that nobody else uses."""

    def __init__(self, variants: Mapping[str, Variant], effort: Effort, folder: Path) -> None:
        self.released: dict[str, tuple[Released, ...]] = {}
        self._variants = variants
        self._effort = effort
        self._folder = folder
        self._at_hand: OrderedDict[str, Held] = OrderedDict()
        self._files: dict[str, Path] = {}
        self._seconds: dict[str, float] = {}
        self._is_full = False

    def of(self, name: str) -> Held:
        """A variant as a problem. Each has as much patience, however many there are."""
        if name not in self._seconds:
            patience = HoldPatience(replace(self._effort, clock=Clock.start(self._effort.params.seconds)))
            self.put(name, hold(self._variants[name].dataset, patience))
        elif name not in self._at_hand:
            self._keep(name, pickle.loads(self._files[name].read_bytes()))
        self._at_hand.move_to_end(name)
        return self._at_hand[name]

    def put(self, name: str, held: Held) -> None:
        """What is held of a variant from now on."""
        self.released[name] = held.released
        self._seconds[name] = held.build_seconds
        self._files.pop(name, None)
        self._keep(name, held)

    def build_seconds(self, name: str) -> float:
        """How long a variant's problem and its options took."""
        if name not in self._seconds:
            self.of(name)
        return self._seconds[name]

    def _keep(self, name: str, held: Held) -> None:
        self._at_hand[name] = held
        for older in list(self._at_hand)[:-AT_HAND]:
            if self._lies(older):
                del self._at_hand[older]

    def _lies(self, name: str) -> bool:
        """Whether a variant that is at hand lies on the disk, too: from now on, if there is room."""
        if name not in self._files and not self._is_full:
            file = self._folder / f"{list(self._seconds).index(name)}.pickle"
            try:
                file.write_bytes(pickle.dumps(self._at_hand[name]))
            except OSError as error:
                if error.errno not in FULL:
                    raise
                self._is_full = True
                file.unlink(missing_ok=True)
            else:
                self._files[name] = file
        return name in self._files
