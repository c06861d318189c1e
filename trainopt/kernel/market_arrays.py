"""The structures in which the compiled library is asked what cohorts do at prices."""

from __future__ import annotations

import ctypes

from trainopt.kernel.arrays import COUNT, INTS, LONG

DOUBLES = ctypes.POINTER(ctypes.c_double)


class CMarket(ctypes.Structure):
    """`Market` of prices.h, field by field; what each means stands there."""

    _fields_ = (
        ("groups", COUNT),
        ("group_cohort", INTS),
        ("group_count", INTS),
        ("opening_kind", INTS),
        ("share", INTS),
        ("sizes", COUNT),
        ("late", LONG),
    )


class CAsked(ctypes.Structure):
    """`Asked` of prices.h, field by field; what each means stands there."""

    _fields_ = (("classes", DOUBLES), ("drawn", DOUBLES), ("left", INTS))
