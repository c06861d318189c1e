"""The compiled library: found beside this file where it was built, which not every machine can."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from trainopt.kernel.arrays import CProblem
from trainopt.kernel.market_arrays import CAsked, CMarket
from trainopt.kernel.phases import CPhase
from trainopt.kernel.sequence_arrays import CSequence

LIBRARY = Path(__file__).with_name("kernel.so")

_Int, _Long = ctypes.c_int32, ctypes.c_int64
_Kernel = _Sequencing = ctypes.c_void_p
_Phase = ctypes.POINTER(CPhase)
_Market, _Asked = ctypes.POINTER(CMarket), ctypes.POINTER(CAsked)
_Ints, _Longs = ctypes.POINTER(_Int), ctypes.POINTER(_Long)

# The functions of kernel.h, sequencing.h and prices.h: what they give, and what they take.
FUNCTIONS: dict[str, tuple[object, tuple[object, ...]]] = {
    "kernel_open": (_Kernel, (ctypes.POINTER(CProblem), ctypes.c_uint64)),
    "kernel_close": (None, (_Kernel,)),
    "kernel_load": (_Int, (_Kernel, _Ints, _Ints, _Int)),
    "kernel_focus": (None, (_Kernel, _Ints)),
    "kernel_urge": (None, (_Kernel, _Longs)),
    "kernel_place_everybody": (_Int, (_Kernel, _Phase)),
    "kernel_run": (_Long, (_Kernel, _Phase, _Long)),
    "kernel_return_to_best": (None, (_Kernel,)),
    "kernel_plan": (None, (_Kernel, _Ints, _Ints, _Longs)),
    "kernel_best": (_Int, (_Kernel, _Ints, _Ints, _Longs)),
    "kernel_ledger": (None, (_Kernel, _Ints, _Ints)),
    "kernel_insert": (_Int, (_Kernel, _Phase, _Int)),
    "kernel_take_out": (None, (_Kernel, _Int)),
    "kernel_is_allowed": (_Int, (_Kernel,)),
    "kernel_keep": (None, (_Kernel,)),
    "kernel_undo": (None, (_Kernel,)),
    "sequencing_open": (_Sequencing, (ctypes.POINTER(CSequence), _Ints, _Ints, ctypes.c_uint64)),
    "sequencing_close": (None, (_Sequencing,)),
    "sequencing_run": (_Long, (_Sequencing, _Long, _Long)),
    "sequencing_best": (_Long, (_Sequencing, _Ints, _Ints)),
    "market_least": (
        _Long,
        (ctypes.POINTER(CProblem), _Market, _Longs, _Longs, _Longs, _Asked, _Ints),
    ),
}

# The structures that both sides have, by the function that tells how many bytes one of C's has.
STRUCTURES: dict[str, type[ctypes.Structure]] = {
    "kernel_problem_bytes": CProblem,
    "kernel_phase_bytes": CPhase,
    "sequencing_bytes": CSequence,
    "market_bytes": CMarket,
    "asked_bytes": CAsked,
}


@cache
def library() -> ctypes.CDLL | None:
    """The library; None where there is none, or one that lacks a function or has structs of other sizes."""
    return load(LIBRARY)


def load(path: Path) -> ctypes.CDLL | None:
    """A library by its file; None where it is not there, or is not what this version needs."""
    try:
        found = ctypes.CDLL(str(path))
        sizes = [getattr(found, name)() for name in STRUCTURES]
        for name, (gives, takes) in FUNCTIONS.items():
            function = getattr(found, name)
            function.restype, function.argtypes = gives, takes
    except (OSError, AttributeError):
        return None
    return found if sizes == [ctypes.sizeof(one) for one in STRUCTURES.values()] else None
