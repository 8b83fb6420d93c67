"""Added time in the tables of `railcade motion`: base, each kind with its mark, and how it is driven."""

from __future__ import annotations

from railcade.app.running import Running, RunningRow
from railcade.cli.style import Style, folded, wrapped
from railcade.motion.allowances import MARKS, AllowanceKind
from railcade.motion.explanation.words import duration_words, speed_words

_HEADS = {
    AllowanceKind.RECOVERY: "recovery",
    AllowanceKind.ENGINEERING: "eng.",
    AllowanceKind.PATHING: "path.",
    AllowanceKind.PERFORMANCE: "perf.",
}
_LABEL = "driven   "


def added_heads(running: Running) -> str:
    """Heads of the columns of base time and of each kind that there is."""
    return f"{'base':>11}" + "".join(f"{_marked(kind, _HEADS[kind]):>10}" for kind in _kinds(running))


def added_cells(running: Running, row: RunningRow) -> str:
    """Base time until a place, and what each kind adds from the place before; what is nothing is left out."""
    cells = f"{duration_words(row.base_s):>11}"
    for kind in _kinds(running):
        added_s = row.added_s.get(kind, 0.0)
        words = f"{round(added_s) // 60}:{round(added_s) % 60:02d}"
        cells += f"{_marked(kind, words) if added_s > 0.0 else '':>10}"
    return cells


def added_lines(running: Running, style: Style, width: int) -> list[str]:
    """Base, each kind and total; how the run keeps them."""
    parts = [("base", duration_words(running.base_s))]
    for kind in _kinds(running):
        parts.append((str(kind), _marked(kind, duration_words(running.added_s[kind]))))
    return folded("time     ", [*parts, ("total", duration_words(running.running_s))], style, width)


def driven_lines(running: Running, style: Style, width: int) -> list[str]:
    """How the run keeps what is added: all over, and by a lower largest speed on a stretch."""
    told = []
    if _linear(running):
        told.append("recovery makes every metre take longer")
    allowed = [leg.allowed for leg in running.legs if leg.allowed is not None]
    coasts_m = [ends for each in allowed for ends in each.settings.coasts_m]
    if coasts_m:
        coasting_km = sum(to_m - from_m for from_m, to_m in coasts_m) / 1000.0
        told.append(f"driven for least energy: coasting over {coasting_km:.1f} km, {len(coasts_m)} stretches")
    for leg in running.legs:
        if leg.allowed is None:
            continue
        for cap in leg.allowed.lower_caps:
            stretch = running.kilometres.stretch(cap.from_m, cap.to_m)
            told.append(f"at most {speed_words(cap.speed_mps)} km/h from {stretch}")
    if not told:
        return []
    first, *rest = [line for text in told for line in wrapped(text, width - len(_LABEL))]
    return [style.dim(line) for line in (_LABEL + first, *(" " * len(_LABEL) + text for text in rest))]


def _linear(running: Running) -> bool:
    slower = [leg.allowed.stretching for leg in running.legs if leg.allowed is not None]
    return any(each.time_factor > 1.0 or each.added_s_per_m > 0.0 for each in slower)


def _kinds(running: Running) -> list[AllowanceKind]:
    return [AllowanceKind(kind) for kind in running.added_s]


def _marked(kind: AllowanceKind, words: str) -> str:
    begin, end = MARKS[kind]
    return f"{begin}{words}{end}"
