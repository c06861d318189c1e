"""A solver process with the kernel, in this process."""

from __future__ import annotations

import queue

from trainopt.kernel.engine import Kernel
from trainopt.search.annealing import Annealing
from trainopt.search.messages import Order
from trainopt.search.params import Clock, Params

REPEATABLE = Params(seconds=2, workers=1, repeatable=True)


def annealing(kernel: Kernel, orders: list[Order]) -> Annealing:
    """What anneals with a kernel and has been sent these orders; it tells nobody."""
    heard: queue.SimpleQueue[Order] = queue.SimpleQueue()
    for order in orders:
        heard.put(order)
    return Annealing(
        kernel, REPEATABLE, Clock.start(600), 2.0, 100, lambda _: None, lambda *_: 0, orders=heard
    )  # fmt: skip
