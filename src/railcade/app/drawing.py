"""Use case: synthetic other traffic for a network."""

from __future__ import annotations

from pathlib import Path

from railcade.formats.gpkg_read import read_network
from railcade.formats.timetable_csv import write_timetable
from railcade.plan.traffic import draw_traffic


def draw_timetable(network_path: Path, trains: int, seed: int, output: Path) -> dict[str, int]:
    """Draw `trains` a day from a seed and write them.

    Raises
    ------
    InputError
        If the network cannot be read or the count is out of range.
    InfeasibleError
        If so many trains do not fit.
    """
    timetable = draw_traffic(read_network(network_path), trains, seed)
    write_timetable(output, timetable)
    kinds = [train.kind for train in timetable.trains]
    return {"trains a day": len(kinds), **{kind: kinds.count(kind) for kind in sorted(set(kinds))}}
