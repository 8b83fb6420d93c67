"""What `railcade motion` shows: times by place, where the time goes, what binds and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from railcade.app.running import Running, RunningRow
from railcade.cli.allowances import added_cells, added_heads, added_lines, driven_lines
from railcade.cli.failure import problem_lines
from railcade.cli.style import Style, folded, wrapped
from railcade.cli.why import why_lines
from railcade.motion import ExplainedRun, TimeShare, Why
from railcade.motion.energy import EnergyAccount
from railcade.motion.explanation.phases import SLOWED
from railcade.motion.explanation.words import (
    cap_words,
    duration_words,
    phase_words,
    reason_words,
    speed_words,
)
from railcade.units import kmh_from_mps

_SHARE_COLUMNS = 35


def motion_lines(
    running: Running,
    answers: Sequence[tuple[ExplainedRun, Why]],
    files: Sequence[Path],
    reasons: bool,
    style: Style,
    width: int,
) -> list[str]:
    """Times by place and where the time goes; or what was asked for: each phase, or some places.

    Parameters
    ----------
    running : Running
    answers : sequence of (ExplainedRun, Why)
        Instead of the tables, if any.
    files : sequence of Path
        What was written.
    reasons : bool
        Each phase instead of the sums.
    style : Style
    width : int
        Columns.
    """
    lines = _head(running, style, width)
    for leg, answer in answers:
        lines += why_lines(running, leg, answer, style, width)
    if answers and running.added_s:
        lines += ["", *driven_lines(running, style, width)]
    if not answers:
        lines += [*_places(running, style), ""]
        lines += [*_added(running, style, width), *_energy(running.energy, style, width), ""]
        lines += _phases(running, style, width) if reasons else _shares(running, style, width)
    for problem in running.warnings:
        lines += ["", *problem_lines(problem, style, width)]
    return [*lines, *([""] if files else []), *map(str, files)]


def _head(running: Running, style: Style, width: int) -> list[str]:
    """The formation; its cap on a line of its own where one is too short."""
    formation = running.formation
    figures = (
        f"   {formation.mass_kg / 1000:,.0f} t   {formation.length_m:.0f} m   "
        f"brake percentage {formation.brake_percentage:.0f}"
    )
    speed, reason = f"{kmh_from_mps(formation.cap.speed_mps):.1f} km/h", f"({formation.cap.reason})"
    first, second = f"{style.bold(formation.id)}{figures}", f"{speed} {style.dim(reason)}"
    if len(formation.id) + len(figures) + len(speed) + len(reason) + 4 <= width:
        return [f"{first}   {second}"]
    return [first, second]


def _places(running: Running, style: Style) -> list[str]:
    """Place, kilometre, running time and speed; stands are bold."""
    width = max(len("place"), *(len(row.place.id) for row in running.rows))
    added = bool(running.added_s)
    heads = added_heads(running) if added else ""
    title = f"{'place'.ljust(width)}        km{heads}    running   km/h"
    lines = [style.dim(title), style.dim("─" * len(title))]
    for row in running.rows:
        km = f"{'≈' if _unsure(row) else ''}{running.kilometres.at(row.position_m):,.1f}".rjust(8)
        text = (
            f"{row.place.id.ljust(width)}  {style.italic(km) if _unsure(row) else km}"
            f"{added_cells(running, row) if added else ''}"
            f"  {duration_words(row.running_s):>9}  {kmh_from_mps(row.speed_mps):5.1f}"
        )
        lines.append(style.bold(text) if row.stands else text)
    return lines


def _added(running: Running, style: Style, width: int) -> list[str]:
    """Base time, what is added to it, and how that is driven; nothing where nothing is added."""
    if not running.added_s:
        return []
    return [*added_lines(running, style, width), *driven_lines(running, style, width)]


def _energy(account: EnergyAccount, style: Style, width: int) -> list[str]:
    """Where the energy goes, kWh; what is nothing is left out but the first."""
    brakes = _kwh(account.brake_joule)
    if account.electric_joule:
        electric, back = _kwh(account.electric_joule), _kwh(account.regenerated_joule)
        brakes += f", {electric} of it electric, {back} back"
    parts = [
        ("traction at the wheel", f"{_kwh(account.traction_joule)} kWh"),
        ("resistance", _kwh(account.resistance_joule)),
        ("brakes", brakes),
        ("height", _kwh(account.grade_joule)),
        ("hotel load", _kwh(account.hotel_joule)),
    ]
    return folded("energy   ", [part for part in parts if part[1] != "0"], style, width)


def _kwh(joule: float) -> str:
    text = f"{joule / 3.6e6:,.0f}".replace("-", "−")
    return "0" if text == "−0" else text


def _shares(running: Running, style: Style, width: int) -> list[str]:
    """Where the time goes, what takes longest first."""
    room = width - _SHARE_COLUMNS
    title = f"{'what binds'.ljust(room)}       km      time  share     lost"
    lines = [style.dim(title), style.dim("─" * width)]
    for share in running.shares:
        first, *rest = wrapped(share_words(share), room)
        part = 100.0 * share.duration_s / running.running_s
        lost = duration_words(share.lost_s) if share.lost_s >= 0.5 else "–"
        took = duration_words(share.duration_s)
        figures = f"{share.length_m / 1e3:7,.1f}  {took:>8}  {part:3.0f} %  {lost:>7}"
        lines.append(f"{first.ljust(room)}  {figures}")
        lines += [f"  {text}" for text in rest]
    count = sum(len(leg.phases) for leg in running.legs)
    note = (
        f"lost: over {speed_words(running.reference_mps)} km/h throughout · "
        f"--reasons lists {count:,} phases · --why KM tells one · -o DIR draws it"
    )
    return [*lines, *(style.dim(line) for line in wrapped(note, width))]


def _phases(running: Running, style: Style, width: int) -> list[str]:
    title = "     from –       to km     time      km/h       what binds"
    lines = [style.dim(title), style.dim("─" * width)]
    for leg in running.legs:
        for phase in leg.phases:
            ends = [f"{kmh_from_mps(speed_mps):5.1f}" for speed_mps in (phase.from_mps, phase.to_mps)]
            speeds = " → ".join(dict.fromkeys(ends))
            at = [f"{running.kilometres.at(x_m):9,.1f}" for x_m in (phase.from_m, phase.to_m)]
            start = f"{at[0]} –{at[1]}  {duration_words(phase.duration_s):>8}  {speeds:<13}  "
            first, *rest = wrapped(phase_words(phase, running.kilometres.place), width - len(start))
            lines += [f"{start}{first}", *(" " * len(start) + text for text in rest)]
    return lines


def share_words(share: TimeShare) -> str:
    """What a share of the time is spent on."""
    if share.cap is not None:
        return cap_words(share.cap)
    return "braking, with build-up" if share.reason in SLOWED else reason_words(share.reason)


def _unsure(row: RunningRow) -> bool:
    return "km" in row.place.basis and row.place.basis["km"].unsure
