"""The table of `railcade motion`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from railcade.app.running import RunningTable
from railcade.cli.style import Style
from railcade.units import kmh_from_mps


def running_lines(table: RunningTable, style: Style) -> list[str]:
    """Formation, then place, kilometre, running time and speed; stands are bold."""
    head = (
        f"{style.bold(table.formation)}   {table.mass_kg / 1000:,.0f} t   {table.length_m:.0f} m   "
        f"brake percentage {table.brake_percentage:.0f}   "
        f"{kmh_from_mps(table.cap_mps):.1f} km/h {style.dim(f'({table.cap_reason})')}"
    )
    width = max(len("place"), *(len(row.place) for row in table.rows))
    title = f"{'place'.ljust(width)}       km    running   km/h"
    lines = [head, style.dim(title), style.dim("─" * len(title))]
    for row in table.rows:
        text = (
            f"{row.place.ljust(width)}  {row.position_m / 1000:7.1f}  {_running(row.running_s):>9}  "
            f"{kmh_from_mps(row.speed_mps):5.1f}"
        )
        lines.append(style.bold(text) if row.stands else text)
    return lines


def running_data(table: RunningTable) -> dict[str, Any]:
    """The table as a JSON object."""
    return asdict(table)


def _running(duration_s: float) -> str:
    whole_s = round(duration_s)
    return f"{whole_s // 3600}:{whole_s % 3600 // 60:02d}:{whole_s % 60:02d}"
