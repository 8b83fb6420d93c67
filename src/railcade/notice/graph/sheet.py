"""The sheets, put together from back to front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from railcade.network import Network, Path, make_path
from railcade.notice import look
from railcade.notice.graph import others as other_trains
from railcade.notice.graph.axes import draw_axes, draw_grid
from railcade.notice.graph.band import draw_band_ground, draw_band_words, draw_bars
from railcade.notice.graph.courses import OtherCourse, RoleCourse, other_courses, role_course
from railcade.notice.graph.details import Part, parts_of, shown, within
from railcade.notice.graph.frame import (
    Sheet,
    detail_lines,
    draw_footer,
    draw_title,
    overview_lines,
    role_entry,
    swept_entry,
    window_entry,
)
from railcade.notice.graph.marks import draw_form, draw_mark, mark_points
from railcade.notice.graph.minutes import draw_minutes
from railcade.notice.graph.nearby import Nearby
from railcade.notice.graph.role_names import draw_role_names
from railcade.notice.graph.scale import Scale, make_detail_scale, make_scale
from railcade.notice.graph.stations import StationLabel, draw_names, draw_station_lines, station_labels
from railcade.notice.graph.strip import draw_strip
from railcade.notice.graph.times import draw_times
from railcade.notice.graph.windows import (
    ADJACENT_LINE,
    SAME_LINE,
    Closed,
    closed_windows,
    draw_adjacent,
    draw_closed,
    draw_swept,
    draw_swept_sections,
    sweep_validity_s,
)
from railcade.notice.graph.works import Work, draw_work_labels, draw_works, works_entries, works_of
from railcade.notice.legend import Entry, draw_legend, line_entry
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas
from railcade.plan.model import Plan, PlanTrain
from railcade.rules import RulePack


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the layers share; `trains` have their points on `path` alone."""

    plan: Plan
    path: Path
    scale: Scale
    trains: tuple[PlanTrain, ...]
    roles: tuple[RoleCourse, ...]
    others: tuple[OtherCourse, ...]
    closed: tuple[Closed, ...]
    adjacent: tuple[Closed, ...]
    validity_s: float
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class _Annex:
    """What all sheets of a plan share."""

    plan: Plan
    network: Network
    pack: RulePack | None
    check_record_id: str
    edition: int
    path: Path
    parts: tuple[Part, ...]


def draw_graph(plan: Plan, network: Network, pack: RulePack | None, check_record_id: str) -> str:
    """The train graph of a plan as one SVG sheet, A3 landscape (wider where hours need it).

    Parameters
    ----------
    plan : Plan
    network : Network
        The network that the plan was made on.
    pack : RulePack or None
        Rules of the plan; names the sweep validity where the plan lists no sweep.
    check_record_id : str
        As printed in the footer.

    Raises
    ------
    KeyError
        If the plan's route is not in the network.
    """
    return _overview(_annex(plan, network, pack, check_record_id, 1))


def draw_sheets(
    plan: Plan, network: Network, pack: RulePack | None, check_record_id: str, edition: int = 1
) -> tuple[str, ...]:
    """All sheets of the train graph: the overview, then the detail sheets from origin to destination.

    A line that is short enough for its overview to be as large as a detail sheet has no detail sheets.
    Parameters and errors are those of `draw_graph`; `edition` is that of the notice.
    """
    annex = _annex(plan, network, pack, check_record_id, edition)
    return _overview(annex), *(_detail(annex, k) for k in range(len(annex.parts)))


def _annex(plan: Plan, network: Network, pack: RulePack | None, check_record_id: str, edition: int) -> _Annex:
    path = make_path(network, plan.route)
    scale = _overview_scale(plan, path)
    parts = tuple(parts_of(path, scale)) if scale.weights is look.OVERVIEW else ()
    return _Annex(plan, network, pack, check_record_id, edition, path, parts)


def _overview(annex: _Annex) -> str:
    scale = _overview_scale(annex.plan, annex.path)
    drawing = _drawing(annex, annex.path, scale, annex.plan.trains)
    lines = overview_lines(annex.plan, annex.path)
    return _sheet(annex, drawing, Sheet(1, 1 + len(annex.parts), *lines, annex.edition))


def _detail(annex: _Annex, k: int) -> str:
    part = annex.parts[k]
    path = make_path(annex.network, annex.plan.route[part.first : part.last + 1])
    trains = shown(annex.plan.trains, path)
    scale = make_detail_scale(path, trains)
    drawing = _drawing(annex, path, scale, trains)
    lines = detail_lines(scale, path)
    return _sheet(annex, drawing, Sheet(2 + k, 1 + len(annex.parts), *lines, annex.edition))


def _sheet(annex: _Annex, drawing: _Drawing, sheet: Sheet) -> str:
    plan, path, scale = annex.plan, drawing.path, drawing.scale
    canvas = Canvas(scale.right_mm + look.MARGIN_RIGHT_MM, look.SHEET_HEIGHT_MM)
    timed = _timed(drawing.trains)
    labels = station_labels(path, scale, [point.place for point in timed.points if point.stand])
    draw_title(canvas, plan, sheet)
    draw_station_lines(canvas, scale, path, labels)
    draw_grid(canvas, scale, path)
    draw_closed(canvas, drawing.closed)
    draw_adjacent(canvas, drawing.adjacent)
    draw_works(canvas, scale, path, drawing.works)
    for band in scale.bands:
        draw_band_ground(canvas, scale, path, band, drawing.trains)
    draw_axes(canvas, scale, path)
    draw_names(canvas, scale, path, labels)
    draw_strip(canvas, scale, path)
    draw_times(canvas, scale, path, labels, timed)
    _draw_trains(canvas, drawing, labels)
    draw_legend(canvas, _legend(drawing))
    draw_footer(canvas, plan, annex.network, annex.check_record_id)
    return canvas.svg(f"Train graph, special train notice {plan.movement} {plan.name}")


def _overview_scale(plan: Plan, path: Path) -> Scale:
    same_line = [row for row in plan.protection if row.kind == SAME_LINE]
    return make_scale(path, plan.trains, [(row.closed_from_s, row.closed_until_s) for row in same_line])


def _drawing(annex: _Annex, path: Path, scale: Scale, trains: tuple[PlanTrain, ...]) -> _Drawing:
    plan, pack = annex.plan, annex.pack
    of_pack_s = pack.spacing.validity_s if pack is not None else 0
    validity_s = float(of_pack_s) if of_pack_s and not plan.sweep else sweep_validity_s(plan)
    return _Drawing(
        plan=plan,
        path=path,
        scale=scale,
        trains=trains,
        roles=tuple(role_course(within(train, scale), scale, path) for train in trains),
        others=tuple(other_courses(plan.other_trains, scale, path)),
        closed=tuple(closed_windows(plan, scale, path, SAME_LINE)),
        adjacent=tuple(closed_windows(plan, scale, path, ADJACENT_LINE)),
        validity_s=validity_s,
        works=tuple(works_of(plan, path)),
    )


def _draw_trains(canvas: Canvas, drawing: _Drawing, labels: Sequence[StationLabel]) -> None:
    """Wake, other trains, holds, words, then the movement on top, the principal last."""
    scale, path = drawing.scale, drawing.path
    nearby = Nearby(drawing.others)
    _draw_wake(canvas, drawing)
    other_trains.draw_others(canvas, scale, drawing.others)
    other_trains.draw_holds(canvas, scale, path, drawing.others)
    for band in scale.bands:
        draw_bars(canvas, scale, path, band, (drawing.trains, drawing.plan.border))
        draw_band_words(canvas, scale, path, band, _border_reason(drawing.plan), nearby)
    named = other_trains.draw_hold_labels(canvas, scale, path, drawing.others, drawing.roles)
    draw_work_labels(canvas, scale, path, drawing.works, (nearby, drawing.roles))
    unnamed = [course for course in drawing.others if course.train.id not in named]
    other_trains.draw_numbers(canvas, scale, unnamed, nearby, drawing.roles)
    if scale.weights is look.DETAIL:
        draw_minutes(canvas, scale, path, labels, drawing.roles)
        draw_role_names(canvas, scale, drawing.roles)
    canvas.open_group("movement")
    for course in sorted(drawing.roles, key=lambda course: course.train.role == "principal"):
        for piece in course.pieces:
            draw_form(canvas, course.train.role, piece, scale.weights)
    for k, course in enumerate(drawing.roles):
        for at in mark_points(course, scale, k):
            draw_mark(canvas, course.train.role, at)
    canvas.close_group()


def _draw_wake(canvas: Canvas, drawing: _Drawing) -> None:
    """A band behind the advance train; section by section where the scale leaves room."""
    if drawing.scale.weights is look.DETAIL and drawing.plan.sweep:
        draw_swept_sections(canvas, drawing.scale, drawing.path, drawing.plan.sweep)
        return
    for course in drawing.roles:
        if course.train.role == "advance":
            draw_swept(canvas, drawing.scale, course, drawing.validity_s)


def _timed(trains: Sequence[PlanTrain]) -> PlanTrain:
    """The train whose times stand at the right: the principal, or the first."""
    return next((train for train in trains if train.role == "principal"), trains[0])


def _border_reason(plan: Plan) -> str:
    """What the bars of the band hold, in their order, and at which quantile; else the reason of the stand."""
    most = max(plan.border, key=lambda row: len(row.steps), default=None)
    if most is not None and len(most.steps) > 1:
        shares = {step.quantile for step in most.steps} - {1.0}
        level = f", minutes at p{100.0 * min(shares):.0f}" if shares else ", minutes"
        return " | ".join(step.name for step in most.steps) + level
    for point in _timed(plan.trains).points:
        if point.stand == "border":
            return point.reason
    return ""


def _legend(drawing: _Drawing) -> list[Entry]:
    """Only what is on the sheet; the spacing of the whole way stands on the overview."""
    plan, scale, path = drawing.plan, drawing.scale, drawing.path
    near = scale.weights is look.DETAIL
    entries = [role_entry(t.role, t.number, "" if near else _gap_words(plan, t)) for t in drawing.trains]
    if any(not course.opposing for course in drawing.others):
        entries.append(line_entry(Stroke(look.OTHER, look.OVERVIEW.other_pt), "Other train, same way"))
    if any(course.opposing for course in drawing.others):
        entries.append(line_entry(Stroke(look.OPPOSING, look.OVERVIEW.other_pt), "Opposing train"))
    if other_trains.any_hold(scale, path, drawing.others):
        entries.append(line_entry(Stroke(look.INK, look.OVERVIEW.hold_pt), "Held for the movement"))
    if any(train.role == "advance" for train in drawing.trains):
        entries.append(swept_entry(drawing.validity_s))
    if drawing.closed:
        entries.append(window_entry(hatched=False))
    if drawing.adjacent:
        entries.append(window_entry(hatched=True))
    entries.extend(works_entries(drawing.works, scale, path))
    if plan.assumptions:
        entries.append(line_entry(Stroke(look.INK, 0.8, look.DASH_MM), "Estimated or assumed, ≈ italic"))
    return entries


def _gap_words(plan: Plan, train: PlanTrain) -> str:
    """Least spacing to the principal, and the greatest where it is bounded, in minutes as in the summary."""
    rows = [row for row in plan.spacing if {row.ahead, row.behind} == {train.role, "principal"}]
    if not rows or train.role == "principal":
        return ""
    bounded_s = [row.actual_s for row in rows if row.maximum_s >= 0]
    low = f"{min(row.actual_s for row in rows) / 60:.1f}"
    high = f"{max(bounded_s) / 60:.1f}" if bounded_s else ""
    span = f"{low} min or more" if not high else f"{low} min" if low == high else f"{low} – {high} min"
    return f"{span} {'ahead' if _is_ahead(plan, train.role) else 'behind'}"


def _is_ahead(plan: Plan, role: str) -> bool:
    return any(row.ahead == role and row.behind == "principal" for row in plan.spacing)
