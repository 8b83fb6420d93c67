"""Lanes below the grades: tunnels and curves, and what traction and axles find on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from railcade.motion.explanation.words import speed_words
from railcade.network import Extents, Path
from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.speed.scale import LEFT_MM, Row, Scale
from railcade.notice.svg import Canvas, Point

_INSET_MM = 0.45
_PAD_MM = 0.6
_LEAST_MM = 0.3
_TOLD_MM_PER_KM = 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that lies along the way: from where to where, its wordings from long to short, how sure."""

    from_m: float
    to_m: float
    words: tuple[str, ...]
    unsure: bool
    filled: bool = False


def lane_count(path: Path) -> int:
    """How many lanes a path needs."""
    return len(_lanes(path))


def draw_lanes(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Each in its box, named where there is room; tunnels are filled."""
    canvas.open_group("lanes")
    for row in scale.rows:
        for (name, marks), top_mm in zip(_lanes(path), row.lanes_mm[:-1], strict=True):
            height_mm = row.lanes_mm[1] - row.lanes_mm[0]
            baseline_mm = top_mm + height_mm / 2.0 + 0.35 * look.LANE_WORDS.size_pt * look.MM_PER_PT
            canvas.text((LEFT_MM - 2.0, baseline_mm), name, look.LANE_WORDS, "end")
            for mark in marks:
                if mark.from_m < row.to_m and mark.to_m > row.from_m:
                    edges_mm = (top_mm + _INSET_MM, top_mm + height_mm - _INSET_MM)
                    _draw(canvas, row, mark, (*edges_mm, baseline_mm))
    canvas.close_group()


def _draw(canvas: Canvas, row: Row, mark: Mark, heights_mm: tuple[float, float, float]) -> None:
    top_mm, bottom_mm, baseline_mm = heights_mm
    left_mm = row.x_mm(mark.from_m)
    right_mm = max(row.x_mm(mark.to_m), left_mm + _LEAST_MM)
    corners = [(left_mm, top_mm), (right_mm, top_mm), (right_mm, bottom_mm), (left_mm, bottom_mm)]
    if mark.filled and not mark.unsure:
        canvas.polygon(corners, look.INK_2)
        _beside(canvas, row, mark.words[-1], (right_mm + _PAD_MM, baseline_mm))
        return
    stroke = replace(look.BAND_OUTLINE, dash_mm=look.DASH_MM if mark.unsure else ())
    canvas.polyline([*corners, corners[0]], stroke)
    style = look.italic(look.LANE_WORDS) if mark.unsure else look.LANE_WORDS
    for choice in mark.words:
        words = f"≈ {choice}" if mark.unsure else choice
        if text_width_mm(words, style) <= right_mm - left_mm - _PAD_MM:
            canvas.text(((left_mm + right_mm) / 2.0, baseline_mm), words, style, "middle")
            return


def _beside(canvas: Canvas, row: Row, words: str, at: Point) -> None:
    """Words behind a filled mark, on large scales."""
    box = text_box(at, words, look.LANE_WORDS, "start", 0.0)
    if row.mm_per_m * 1000.0 >= _TOLD_MM_PER_KM and box.right_mm < row.right_mm and canvas.free(box):
        canvas.text(at, words, look.LANE_WORDS)


def _lanes(path: Path) -> list[tuple[str, list[Mark]]]:
    """Lanes that have something to show, the top one first."""
    heavy = path.heavy_limits
    over = [f"above {kg / 1e3:g} t " for kg in heavy.above_kg.tolist()]
    lanes = [
        ("tunnel", list(_tunnels(path))),
        ("curve", _of(path.curve_radius_m, lambda radius_m: (f"R {radius_m:,.0f} m", f"{radius_m:.0f}"))),
        (
            "power",
            [
                *_of(path.neutral_m, lambda _: ("neutral section", "neutral")),
                *_of(path.adhesion, lambda share: (f"adhesion {100.0 * share:.0f} %",)),
                *_of(path.feeding_watt, lambda watt: (f"feeding {watt / 1e3:,.0f} kW",)),
            ],
        ),
        (
            "axle load",
            [
                replace(mark, words=(words + mark.words[0], *mark.words))
                for words, mark in zip(over, _of(heavy, lambda mps: (speed_words(mps),)), strict=True)
            ],
        ),
    ]
    return [(name, marks) for name, marks in lanes if marks]


def _of(extents: Extents, words: Callable[[float], tuple[str, ...]]) -> list[Mark]:
    """Extents with what is said of their values."""
    columns = (extents.from_m.tolist(), extents.to_m.tolist(), extents.value.tolist(), extents.basis)
    return [
        Mark(from_m, to_m, words(value), basis.unsure)
        for from_m, to_m, value, basis in zip(*columns, strict=True)
    ]


def _tunnels(path: Path) -> Iterator[Mark]:
    for start_m, item in zip(path.place_m[:-1].tolist(), path.sections, strict=True):
        for structure in item.section.structures:
            if structure.kind == "tunnel":
                ends_m = structure.from_m, structure.to_m
                if not item.forward:
                    ends_m = item.section.length_m - ends_m[1], item.section.length_m - ends_m[0]
                length_m = ends_m[1] - ends_m[0]
                yield Mark(
                    start_m + ends_m[0],
                    start_m + ends_m[1],
                    (f"tunnel {length_m:,.0f} m", f"{length_m:,.0f} m"),
                    structure.basis.unsure,
                    filled=True,
                )
