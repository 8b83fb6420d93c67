"""The folder of a run: its picture and its trajectory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from railcade.app.placing import check_folder_free, some_of, writing
from railcade.app.running import Running
from railcade.app.scratch import swap
from railcade.errors import InputError, Problem
from railcade.formats.reading import read_text
from railcade.formats.runs_npz import write_runs
from railcade.formats.trajectory_csv import COLUMNS, write_trajectory
from railcade.motion import States, sampled
from railcade.notice import draw_speed, svg_to_png

SPEED_SVG, SPEED_PNG, TRAJECTORY, RUNS = "speed.svg", "speed.png", "trajectory.csv", "runs.npz"
PPI = 200
LEAST_STEP_M = 1.0
_OURS = frozenset({SPEED_SVG, SPEED_PNG, TRAJECTORY, RUNS})


def write_run(running: Running, folder: Path, step_m: float, progress: Callable[[str], None]) -> list[Path]:
    """Write a folder whole, or leave what is there.

    Parameters
    ----------
    running : Running
    folder : Path
        New, empty, or one that this wrote before.
    step_m : float
        From row to row of the trajectory.
    progress : callable

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    InputError
        E0110 if the folder holds anything else, or nothing can be written there; E0105 for a step too
        short.
    """
    if not step_m >= LEAST_STEP_M:
        what = f"rows every {step_m:g} m are too many"
        raise InputError([Problem("E0105", "--step", what, f"give {LEAST_STEP_M:g} m or more")])
    check_folder_free(folder, running.sources, _no_run)
    progress("drawing")
    svg = draw_speed(running.formation, running.network, running.way, running.legs)
    with writing(folder) as scratch:
        written = scratch / "run"
        written.mkdir()
        (written / SPEED_SVG).write_text(svg, encoding="utf-8", newline="\n")
        (written / SPEED_PNG).write_bytes(svg_to_png(svg, PPI))
        progress("writing")
        write_trajectory(written / TRAJECTORY, _states(running, step_m))
        stands = [row.place.id for row in running.rows if row.stands]
        keys = [f"{start}-{end}" for start, end in pairwise(stands)]
        write_runs(written / RUNS, dict(zip(keys, (leg.run for leg in running.legs), strict=True)))
        check_folder_free(folder, running.sources, _no_run)
        swap(written, folder)
    return [folder / name for name in (SPEED_SVG, SPEED_PNG, TRAJECTORY, RUNS)]


def _states(running: Running, step_m: float) -> Iterator[tuple[float, States, list[float]]]:
    for leg in running.legs:
        states = sampled(leg.run, step_m)
        yield leg.before_s, states, [running.kilometres.at(float(x_m)) for x_m in states.x_m]


def _no_run(folder: Path) -> str:
    """Why a folder is not that of a run of ours, or what else it holds."""
    paths = list(folder.iterdir())
    if not _is_trajectory(folder / TRAJECTORY):
        return f"exists and is no folder of a run: {some_of(path.name for path in paths)}"
    strays = [path.name for path in paths if path.name not in _OURS or _no_plain_file(path)]
    return f"holds what is not of a run: {some_of(strays)}" if strays else ""


def _no_plain_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_file()


def _is_trajectory(path: Path) -> bool:
    try:
        return read_text(path).partition("\n")[0] == ",".join(COLUMNS)
    except InputError:
        return False
