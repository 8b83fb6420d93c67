"""`trajectory.csv`: states of a train from row to row, for spreadsheets. Written, never read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from railcade.motion import States
from railcade.motion.types import Reason

COLUMNS: dict[str, str] = {
    "leg": "from stand to stand, counted from 0",
    "km": "kilometre of the line",
    "x_m": "position of the head from the start of the way, m",
    "t_s": "seconds of running since the start, standing not counted",
    "v_mps": "speed, m/s",
    "a_mps2": "acceleration, m/s²",
    "force_newton": "force of traction (positive) or brake (negative), N",
    "reason": "what binds from there on: a name of `railcade.motion.Reason`, in small letters",
}


def write_trajectory(path: Path, legs: Iterable[tuple[float, States, Iterable[float]]]) -> None:
    """Write the states of legs, each with the running time before it and the line's kilometre of each state.

    Times are of running, standing not counted. Numbers have as many digits as double precision is worth
    here: 0.1 mm, 0.1 ms, 1 µm/s, 1 N.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for leg, (before_s, states, kms) in enumerate(legs):
            columns = (states.x_m, states.t_s, states.v_mps, states.a_mps2, states.force_newton)
            for km, x_m, t_s, v_mps, a_mps2, newton, reason in zip(
                kms, *(column.tolist() for column in columns), states.reason.tolist(), strict=True
            ):
                writer.writerow(
                    (
                        leg,
                        f"{km:.4f}",
                        f"{x_m:.4f}",
                        f"{before_s + t_s:.4f}",
                        f"{v_mps:.6f}",
                        f"{a_mps2:.6f}",
                        f"{newton:.0f}",
                        Reason(reason).name.lower(),
                    )
                )
