"""Parameter types: durations and shares as people write them."""

from __future__ import annotations

import re
from typing import Any

import click

from trainopt.search.params import parse_duration


class Duration(click.ParamType[float]):
    """`90`, `90s`, `10m`, `1.5h`, `1h30m`: seconds as a float."""

    name = "duration"
    written = "such as `90s`, `10m` or `1h30m`"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds, more than 0 and at most a week."""
        if isinstance(value, float):
            return value
        try:
            return parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


BYTES = {"": 1, "m": 2**20, "mb": 2**20, "mib": 2**20, "g": 2**30, "gb": 2**30, "gib": 2**30}


class Memory(click.ParamType[int]):
    """`6GiB`, `6g`, `800M`: bytes; units are powers of 1,024."""

    name = "memory"
    written = "such as `6GiB` or `800M`"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Bytes, at least one."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)", str(value).strip().lower())
        unit = BYTES.get(found.group(2)) if found else None
        size = int(float(found.group(1)) * unit) if found and unit else 0
        if size < 1:
            self.fail(f"'{value}' is no amount of memory such as 6GiB or 800M", param, ctx)
        return size


class Percentage(click.ParamType[float]):
    """`5%`, `5` or `0.05`: a share from 0 to 1. From 1 on a number is one of a hundred: `1` is 1 %."""

    name = "share"
    written = "such as `5%`, `5` or `0.05`"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """A share from 0 to 1."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(%?)", str(value).strip())
        number = float(found.group(1)) if found else -1.0
        share = number / 100 if number >= 1 or (found and found.group(2)) else number
        if not 0 <= share <= 1:
            self.fail(f"'{value}' is no share such as 5% or 0.05", param, ctx)
        return share
