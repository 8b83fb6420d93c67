"""Use case: synthetic other traffic for a network."""

from __future__ import annotations

from pathlib import Path

from railcade.app.placing import check_file_free, write_file
from railcade.errors import InputError
from railcade.formats.gpkg_read import read_network
from railcade.formats.reading import read_text
from railcade.formats.timetable_csv import COLUMNS, write_timetable
from railcade.plan.traffic import draw_traffic


def draw_timetable(network_path: Path, trains: int, seed: int, output: Path) -> dict[str, int]:
    """Draw `trains` a day from a seed and write them.

    Raises
    ------
    InputError
        If the network cannot be read, the count is out of range, or the output is something else.
    InfeasibleError
        If so many trains do not fit.
    """
    check_file_free(output, ".csv", [network_path], _is_timetable)
    timetable = draw_traffic(read_network(network_path), trains, seed)
    write_file(output, lambda path: write_timetable(path, timetable))
    kinds = [train.kind for train in timetable.trains]
    return {"trains a day": len(kinds), **{kind: kinds.count(kind) for kind in sorted(set(kinds))}}


def _is_timetable(path: Path) -> bool:
    try:
        header = read_text(path).partition("\n")[0]
    except InputError:
        return False
    return {name.strip() for name in header.split(",")} == set(COLUMNS)
