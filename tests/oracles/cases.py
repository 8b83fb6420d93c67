"""Cases of others, as files beside this one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """The content of a JSON file under `data`."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def held_until_clear(
    limits: Sequence[tuple[float, float]], tail_m: float, length_m: float
) -> list[tuple[float, float]]:
    """Limits as the head of a train meets them that keeps each until its tail is clear.

    For a point mass in the grade that has a length for its limits, as some solvers take trains.
    """
    ends = [*(start for start, _ in limits[1:]), length_m]
    starts = {start for start, _ in limits} | {end + tail_m for end in ends[:-1]}
    spans = [(start, end, value) for (start, value), end in zip(limits, ends, strict=True)]
    return [
        (at, min(value for start, end, value in spans if start <= at < end + tail_m))
        for at in sorted(starts)
        if at < length_m
    ]
