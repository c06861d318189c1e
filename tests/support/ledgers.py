"""The kernel's ledger against Python's, which is made anew from the kernel's plan."""

from __future__ import annotations

import numpy as np

from trainopt.check import terms
from trainopt.kernel.arrays import PLENTY
from trainopt.kernel.engine import Kernel
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import plan_of
from trainopt.problem.limits import name_of


def differences(kernel: Kernel) -> list[str]:
    """In what the kernel's ledger differs from Python's for the plan as it stands; empty where it is right.

    Classes below their minimum count as any other; what a plan breaks, `check` says.
    """
    plan, found_terms = kernel.plan()
    found = kernel.ledger()
    wanted = ledger_of(kernel.problem, kernel.openings, plan)
    problem = kernel.problem
    limited = np.array([pool.limited for pool in problem.pools], dtype=np.bool_)
    differing = []
    for pool, week in np.argwhere((found.room != np.minimum(wanted.room, PLENTY)) & limited[:, None]):
        name = name_of(problem, problem.pools[pool].limit)
        differing.append(f"{name}, week {week}: {found.room[pool, week]} left, not {wanted.room[pool, week]}")
    for row, week in np.argwhere(found.running != wanted.running):
        differing.append(
            f"row {row}, week {week}: {found.running[row, week]} run, not {wanted.running[row, week]}"
        )
    for name, value in terms(problem, plan_of(problem, plan)).items():
        if found_terms[name] != value:
            differing.append(f"{name}: {found_terms[name]}, not {value}")
    return differing
