"""What holds where on a line: the whole line's values, then each stretch that differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.formats.assumptions_toml import AssumptionsFile, StretchKeys, StretchTable
from railcade.formats.reading import TomlFile, near
from railcade.formats.stations_csv import StationRow
from railcade.network import BlockKind, Place, Steps
from railcade.network.build import Span, line_m
from railcade.network.drawn import GradeLaw, LimitLaw, draw_grades, draw_limits, level_near, overlaid
from railcade.units import PERMILLE, mps_from_kmh

KG_PER_T = 1000.0
M_PER_KM = 1000.0
_BLOCK_KEYS = ("block", "signal_spacing_m", "setting", "clearing", "release")


class Names:
    """Looks up places by name or id, and gathers the problems of the whole import."""

    def __init__(self, rows: Sequence[StationRow], toml: TomlFile) -> None:
        self.toml = toml
        self.problems: list[Problem] = []
        self._index = {row.name: i for i, row in enumerate(rows)} | {row.id: i for i, row in enumerate(rows)}

    def index(self, name: str, *key: str | int) -> int:
        """Index of a place; -1 with a problem if it is unknown."""
        if name not in self._index:
            what = f'the place "{name}" is not in the list of stations'
            self.problems.append(Problem("E0201", self.toml.where(*key), what, near(name, self._index)))
        return self._index.get(name, -1)


def reach_of(i: int, stretch: StretchTable, names: Names) -> range:
    """Spans that a stretch covers."""
    first = names.index(stretch.from_place, "stretch", i, "from")
    last = names.index(stretch.to_place, "stretch", i, "to")
    if -1 < last <= first:
        what = f'"{stretch.to_place}" does not lie beyond "{stretch.from_place}"'
        where = names.toml.where("stretch", i, "to")
        names.problems.append(
            Problem("E0211", where, what, "name the place with the smaller kilometre first")
        )
    return range(max(first, 0), max(last, 0))


def make_spans(rows: Sequence[StationRow], file: AssumptionsFile, names: Names) -> tuple[Span, ...]:
    """What holds between each two listed places; problems go to `names`."""
    spans = [_span_of_line(row, file) for row in rows[:-1]]
    for i, stretch in enumerate(file.stretch):
        for k in reach_of(i, stretch, names):
            spans[k] = _changed(spans[k], stretch)
    for row, span in zip(rows, spans, strict=False):
        if not span.gauges_mm:
            what, mend = f"no gauge from {row.name} on", "fill gauge_mm here, or set line.gauge_mm"
            names.problems.append(Problem("E0104", f"{row.where}  gauge_mm", what, mend))
        if not span.power:
            what, mend = (
                f"no power supply from {row.name} on",
                'fill electrification here ("none"), or set line.power',
            )
            names.problems.append(Problem("E0104", f"{row.where}  electrification", what, mend))
    return tuple(spans)


def _span_of_line(row: StationRow, file: AssumptionsFile) -> Span:
    line = file.line

    def basis(*keys: str) -> Basis:
        return next((line.basis[key] for key in keys if key in line.basis), Basis.ASSUMED)

    gauges, gauges_basis = row.gauges_mm, row.gauges_basis
    if not gauges:
        gauges, gauges_basis = tuple(line.gauge_mm or ()), basis("gauge_mm")
    power, power_basis = (row.power, row.power_basis) if row.power else (line.power or "", basis("power"))
    return Span(
        tracks=line.tracks,
        block=BlockKind(line.block),
        signal_spacing_m=line.signal_spacing_m if BlockKind(line.block) is BlockKind.FIXED_BLOCK else 0.0,
        setting_s=line.setting,
        clearing_s=line.clearing,
        release_s=line.release,
        gauges_mm=gauges,
        power=power,
        axle_load_kg=KG_PER_T * line.axle_load_t,
        basis={
            "tracks": basis("tracks"),
            "block": basis(*_BLOCK_KEYS),
            "gauges_mm": gauges_basis,
            "power": power_basis,
            "axle_load_kg": basis("axle_load_t"),
            "tunnel_drag_factor": basis("tunnel_drag_factor"),
            "load_kg_per_m": basis("metre_load_t"),
            "envelope": basis("gauge_envelope"),
            "least_radius_m": basis("least_radius_m"),
        },
        source=f"{row.source}; profiles drawn from seed {file.seed}",
        tunnel_drag_factor=line.tunnel_drag_factor,
        **_accepted(line),
    )


def _accepted(keys: StretchKeys) -> dict[str, Any]:
    """What is told of the loads and trains that a line takes."""
    found: dict[str, Any] = {}
    if keys.metre_load_t is not None:
        found["load_kg_per_m"] = KG_PER_T * keys.metre_load_t
    if keys.gauge_envelope is not None:
        found["envelope"] = keys.gauge_envelope
    if keys.least_radius_m is not None:
        found["radius_m"] = (keys.least_radius_m[0], keys.least_radius_m[1])
    return found


def _changed(span: Span, stretch: StretchTable) -> Span:
    """A span with what a stretch says of it."""
    changes: dict[str, Any] = {}
    basis = dict(span.basis)
    if stretch.tracks is not None:
        changes["tracks"], basis["tracks"] = stretch.tracks, stretch.basis
    if stretch.gauge_mm is not None:
        changes["gauges_mm"], basis["gauges_mm"] = tuple(stretch.gauge_mm), stretch.basis
    if stretch.power is not None:
        changes["power"], basis["power"] = stretch.power, stretch.basis
    if stretch.axle_load_t is not None:
        changes["axle_load_kg"], basis["axle_load_kg"] = KG_PER_T * stretch.axle_load_t, stretch.basis
    if stretch.tunnel_drag_factor is not None:
        changes["tunnel_drag_factor"] = stretch.tunnel_drag_factor
        basis["tunnel_drag_factor"] = stretch.basis
    told = _accepted(stretch)
    changes |= told
    names = {"radius_m": "least_radius_m"}
    basis |= {names.get(name, name): stretch.basis for name in told}
    if stretch.block is not None:
        changes["block"] = BlockKind(stretch.block)
        if BlockKind(stretch.block) is BlockKind.STATION_TO_STATION:
            changes["signal_spacing_m"] = 0.0
    given = {
        "signal_spacing_m": stretch.signal_spacing_m,
        "setting_s": stretch.setting,
        "clearing_s": stretch.clearing,
        "release_s": stretch.release,
    }
    changes |= {name: value for name, value in given.items() if value is not None}
    if any(getattr(stretch, key) is not None for key in _BLOCK_KEYS):
        basis["block"] = stretch.basis
    if stretch.source and changes:
        changes["source"] = f"{span.source}; {stretch.source}"
    return replace(span, basis=basis, **changes)


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value from one position to another."""

    from_m: float
    to_m: float
    value: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class ProfileLaws:
    """How the profiles of a line come about; positions count from its first place."""

    limit_laws: tuple[LimitLaw, ...]
    grade_laws: tuple[GradeLaw, ...]
    fixed_limits: tuple[Fixed, ...]
    fixed_grades: tuple[Fixed, ...]
    level_m: float
    level_grade: float

    def limits(self, rng: np.random.Generator) -> Steps:
        """Speed limits along the line."""
        return _with_fixed(draw_limits(self.limit_laws, rng), self.fixed_limits)

    def grades(self, rng: np.random.Generator, standing_m: Sequence[float]) -> Steps:
        """Grades along the line, mild where trains stand."""
        drawn = level_near(draw_grades(self.grade_laws, rng), standing_m, self.level_m, self.level_grade)
        return _with_fixed(drawn, self.fixed_grades)


def _with_fixed(steps: Steps, fixed: Sequence[Fixed]) -> Steps:
    for item in fixed:
        steps = overlaid(steps, item.from_m, item.to_m, item.value, item.basis)
    return steps


def make_profiles(listed: Sequence[Place], file: AssumptionsFile, names: Names) -> ProfileLaws:
    """The laws of limits and grades, one for each span between listed places, equal neighbours joined."""
    at_m = [round(line_m(place) - line_m(listed[0]), 1) for place in listed]
    limit_laws: list[LimitLaw] = []
    grade_laws: list[GradeLaw] = []
    reaches = [reach_of(i, stretch, names) for i, stretch in enumerate(file.stretch)]
    for k in range(len(listed) - 1):
        covering = [stretch for stretch, reach in zip(file.stretch, reaches, strict=True) if k in reach]
        limit_law, grade_law = _laws(file, covering, at_m[k + 1])
        if limit_laws and replace(limit_laws[-1], to_m=limit_law.to_m) == limit_law:
            limit_laws.pop()
        if grade_laws and replace(grade_laws[-1], to_m=grade_law.to_m) == grade_law:
            grade_laws.pop()
        limit_laws.append(limit_law)
        grade_laws.append(grade_law)
    fixed_limits, fixed_grades = [], []
    for stretch, reach in zip(file.stretch, reaches, strict=True):
        ends_m = at_m[reach.start], at_m[reach.stop]
        if stretch.limit_kmh is not None:
            fixed_limits.append(Fixed(*ends_m, mps_from_kmh(stretch.limit_kmh), stretch.basis))
        if stretch.grade_permille is not None:
            fixed_grades.append(Fixed(*ends_m, stretch.grade_permille * PERMILLE, stretch.basis))
    level_grade = file.line.level_permille * PERMILLE
    return ProfileLaws(
        tuple(limit_laws),
        tuple(grade_laws),
        tuple(fixed_limits),
        tuple(fixed_grades),
        file.line.level_m,
        level_grade,
    )


def _laws(file: AssumptionsFile, covering: Sequence[StretchTable], to_m: float) -> tuple[LimitLaw, GradeLaw]:
    def telling(key: str) -> StretchKeys:
        return next((item for item in reversed(covering) if getattr(item, key) is not None), file.line)

    def value(key: str) -> Any:
        return getattr(telling(key), key)

    limits_kmh = value("limits_kmh")
    weights = telling("limits_kmh").limits_weight or [1.0] * len(limits_kmh)
    limit_m = [M_PER_KM * length for length in value("limit_length_km")]
    grade_m = [M_PER_KM * length for length in value("grade_length_km")]
    speeds = tuple(mps_from_kmh(speed) for speed in limits_kmh)
    return (
        LimitLaw(to_m, speeds, tuple(weights), limit_m[0], limit_m[1]),
        GradeLaw(to_m, value("steepest_permille") * PERMILLE, grade_m[0], grade_m[1], value("relief_m")),
    )


__all__ = ["Fixed", "Names", "ProfileLaws", "make_profiles", "make_spans", "reach_of"]
