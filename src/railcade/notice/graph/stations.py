"""Stations at their kilometre: names left, the principal's local times right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from railcade.basis import Basis
from railcade.network import Path, Place
from railcade.notice import look
from railcade.notice.boxes import text_width_mm
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.spread import spread
from railcade.notice.svg import Canvas

_UNNAMED = re.compile(r"^(post|loop|place|siding) km [0-9.,]+$|\bkm [0-9.,]+$", re.IGNORECASE)
_WEIGHT = {1: 8.0, 2: 3.0, 3: 1.0}
_LONG_LINE_M = 200_000.0
_ROOMY_MM_PER_KM = 0.6
_UNNAMED_MOVE_MM = 0.2
_NAME_ROOM_MM = look.NAME_RIGHT_MM - look.TEXT_LEFT_MM


@dataclass(frozen=True, slots=True)
class StationLabel:
    """A name that is set: index in the path, size class 1 (large) to 3, true height and where it stands."""

    index: int
    rank: int
    true_mm: float
    at_mm: float


def unnamed(place: Place) -> bool:
    """Whether a place is only known by its kilometre."""
    return _UNNAMED.search(place.name) is not None


def station_labels(path: Path, scale: Scale, stands: Sequence[str]) -> list[StationLabel]:
    """Choose and place the names: ends, stands and main places first, then as many as there is room for."""
    chosen: dict[int, int] = {}
    places = path.places
    wanted = [i for i in range(len(places)) if not unnamed(places[i])]
    for i in wanted:
        if i in (0, len(places) - 1) or places[i].main or places[i].id in stands:
            chosen[i] = 1
    for i in wanted:
        if i not in chosen:
            rank = 2 if _room_mm(path, scale, wanted, i) >= look.PITCH_MM[2] else 3
            if _moves_mm(_solve(path, scale, {**chosen, i: rank})) <= look.LABEL_MOVE_MM:
                chosen[i] = rank
    for i, place in enumerate(places):
        if unnamed(place) and _roomy(scale):
            moved_mm = _moves_mm(_solve(path, scale, chosen))
            if _moves_mm(_solve(path, scale, {**chosen, i: 3})) <= moved_mm + _UNNAMED_MOVE_MM:
                chosen[i] = 3
    return _solve(path, scale, chosen)


def draw_station_lines(canvas: Canvas, scale: Scale, path: Path, labels: Sequence[StationLabel]) -> None:
    """Lines across the plot; places known only by kilometre have one where the scale leaves room."""
    canvas.open_group("stations")
    ranks = {label.index: label.rank for label in labels}
    for i, place in enumerate(path.places):
        y_mm = scale.y_mm(float(path.place_m[i]))
        if scale.top_mm < y_mm < scale.bottom_mm and not _inside_band(scale, i):
            stroke = look.STATION_LINE if ranks.get(i) == 1 else look.MINOR_LINE
            if unnamed(place):
                if not _roomy(scale):
                    continue
                stroke = look.ASSUMED_LINE
            canvas.line((scale.left_mm, y_mm), (scale.right_mm, y_mm), stroke)
    canvas.close_group()


def draw_names(canvas: Canvas, scale: Scale, path: Path, labels: Sequence[StationLabel]) -> None:
    """Names, kilometres and leaders to the track strip."""
    canvas.open_group("names")
    canvas.text((look.KM_RIGHT_MM, scale.top_mm - 8.0), "km", look.HEAD, "end")
    start_mm, end_mm = look.LEADER_MM
    for label in labels:
        place = path.places[label.index]
        name_type, km_type = look.STATION[label.rank], look.KM[label.rank]
        if _roomy(scale) and label.rank < 3:
            km_type = look.HEAD  # a decimal more
        baseline_mm = label.at_mm + 0.35 * name_type.size_pt * look.MM_PER_PT
        km_text = km_words(place.km, 0.0 if _roomy(scale) else path.length_m)
        if place.basis.get("km", Basis.PUBLISHED).unsure:
            km_type, km_text = look.italic(km_type), f"≈ {km_text}"
        canvas.text((look.KM_RIGHT_MM, baseline_mm), km_text, km_type, "end")
        if unnamed(place):
            name_type = look.italic(name_type)
        lines, name_type = _fitted(place_words(place), name_type)
        if len(lines) > 1 and _alone(label, labels):
            above_mm = baseline_mm - look.PITCH_MM[3] / 2.0
            canvas.text((look.NAME_RIGHT_MM, above_mm), lines[0], name_type, "end")
            canvas.text((look.NAME_RIGHT_MM, above_mm + look.PITCH_MM[3]), lines[1], name_type, "end")
        else:
            words = lines[0] if len(lines) == 1 else _cut(place_words(place), name_type)
            canvas.text((look.NAME_RIGHT_MM, baseline_mm), words, name_type, "end")
        canvas.polyline(
            [
                (start_mm, label.at_mm),
                (start_mm + 1.2, label.at_mm),
                (end_mm - 1.2, label.true_mm),
                (end_mm, label.true_mm),
            ],
            look.LEADER,
        )
    canvas.close_group()


def km_words(km: float, length_m: float) -> str:
    """A kilometre as printed: whole on long lines, one decimal where it matters."""
    text = f"{km:,.0f}" if length_m >= _LONG_LINE_M else f"{km:,.1f}"
    return text.replace("-", "−")


def place_words(place: Place) -> str:
    """A name, or what stands at a kilometre that has none."""
    if not unnamed(place):
        return place.name
    assumed = place.basis.get("kind", Basis.PUBLISHED).unsure
    return f"assumed {place.kind}" if assumed else str(place.kind)


def _roomy(scale: Scale) -> bool:
    """Whether places known by their kilometre can have a line and a label of their own."""
    return scale.mm_per_m * 1000.0 >= _ROOMY_MM_PER_KM


def _inside_band(scale: Scale, i: int) -> bool:
    return any(band.first < i < band.last for band in scale.bands)


def _room_mm(path: Path, scale: Scale, wanted: Sequence[int], i: int) -> float:
    y_mm = scale.y_mm(float(path.place_m[i]))
    others = [abs(y_mm - scale.y_mm(float(path.place_m[k]))) for k in wanted if k != i]
    return min(others, default=look.PLOT_HEIGHT_MM)


def _solve(path: Path, scale: Scale, chosen: dict[int, int]) -> list[StationLabel]:
    order = sorted(chosen)
    true_mm = [scale.y_mm(float(path.place_m[i])) for i in order]
    at_mm = spread(
        true_mm,
        [look.PITCH_MM[chosen[i]] for i in order],
        [_WEIGHT[chosen[i]] for i in order],
        (scale.top_mm, scale.bottom_mm),
    )
    return [StationLabel(i, chosen[i], true, at) for i, true, at in zip(order, true_mm, at_mm, strict=True)]


def _moves_mm(labels: Sequence[StationLabel]) -> float:
    return max((abs(label.at_mm - label.true_mm) for label in labels), default=0.0)


def _alone(label: StationLabel, labels: Sequence[StationLabel]) -> bool:
    """Whether a name has room for two lines."""
    return all(
        abs(label.at_mm - other.at_mm) > 2.0 * look.PITCH_MM[3] for other in labels if other is not label
    )


def _fitted(name: str, style: look.Type) -> tuple[list[str], look.Type]:
    """A name in its column: without its bracket, then smaller, then in two lines."""
    words = name
    if text_width_mm(words, style) > _NAME_ROOM_MM:
        words = re.sub(r"\s*\([^)]*\)", "", words).strip() or words
    for size_pt in (style.size_pt, 6.8, 5.6):
        fitted = look.Type(style.face, min(size_pt, style.size_pt), style.colour)
        if text_width_mm(words, fitted) <= _NAME_ROOM_MM:
            return [words], fitted
    parts = words.split(" ")
    for k in range(len(parts) - 1, 0, -1):
        lines = [" ".join(parts[:k]), " ".join(parts[k:])]
        if all(text_width_mm(line, fitted) <= _NAME_ROOM_MM for line in lines):
            return lines, fitted
    return [_cut(words, fitted)], fitted


def _cut(words: str, style: look.Type) -> str:
    """As many letters as fit, then an ellipsis."""
    while len(words) > 1 and text_width_mm(words + "…", style) > _NAME_ROOM_MM:
        words = words[:-1].rstrip()
    return words + "…"
