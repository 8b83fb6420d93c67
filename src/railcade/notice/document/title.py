"""The title page: number, edition, the way at true distance, when each train is where."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.basis import Basis
from railcade.clock import local
from railcade.network import Place
from railcade.notice.document.blocks import Words
from railcade.notice.document.typeset import content, literal
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, count, days, minutes, number_km, place_name

_MOST_COLUMNS = 10
_LEFT_MM, _WIDTH_MM, _EDGE_MM = 24.0, 176.0, 7.0


def title_source(view: View) -> str:
    """Source of the head of the first page."""
    plan, principal = view.plan, view.principal
    name: Words = plan.name if view.shows("code_name") else ""
    ends = f"{place_name(view.origin)} – {place_name(view.destination)}"
    dates = days(
        principal.points[0].published_depart_at_s,
        view.origin.zone,
        principal.points[-1].published_arrive_at_s,
        view.destination.zone,
    )
    line = f"{ends} · {count(len(plan.trains), 'train')} · {dates}"
    edition = str(view.details.header.edition)
    return (
        f"#title-head({literal(plan.movement)}, {content(name)}, {literal(line)}, {literal(edition)})\n"
        + strip_source(view)
    )


def strip_source(view: View) -> str:
    """The way drawn at true distance over the table of times at its main places."""
    shown = columns_of(view)
    span_mm = _WIDTH_MM - _LEFT_MM - 2 * _EDGE_MM
    length_m = view.path.length_m

    def x_mm(at_m: float) -> float:
        return _LEFT_MM + _EDGE_MM + span_mm * at_m / length_m

    pieces = ", ".join(
        f"({x_mm(a):.2f}mm, {x_mm(b):.2f}mm, {str(dash).lower()})" for a, b, dash in _pieces(view)
    )
    step_mm = (_WIDTH_MM - _LEFT_MM) / len(shown)
    ends_mm = [_LEFT_MM + step_mm * (k + 0.5) for k in range(len(shown))]
    marks = ", ".join(
        f"({x_mm(view.at_m(place.id)):.2f}mm, {end_mm:.2f}mm, {str(_filled(view, place)).lower()})"
        for place, end_mm in zip(shown, ends_mm, strict=True)
    )
    heads = ", ".join(f"({literal(place_name(place))}, {literal(place.local_name)})" for place in shown)
    rows = ", ".join(_row(view, train.role, shown) for train in view.plan.trains)
    stands = ", ".join(literal(_stands(view, place)) for place in shown)
    border = _border(view)
    sign = f"({x_mm(border[0]):.2f}mm, {literal(border[1])})" if border else "none"
    whole_km = number_km(view.plan.length_m).partition(".")[0]
    lengths = f"{literal(whole_km)}, {literal(f'{view.plan.great_circle_m / 1000:,.0f}')}"
    who = "principal stands" if view.shows("roles") else "stands"
    return (
        f"#strip({lengths}, {_LEFT_MM}mm, ({pieces},), ({marks},), ({heads},), ({rows},), "
        f"({literal(who)}, {stands},), {sign})"
    )


def columns_of(view: View) -> list[Place]:
    """Places of the strip: where the principal stands; the longest stands where there are too many."""
    stands = [point for point in view.principal.points if point.stand]
    if len(stands) > _MOST_COLUMNS:
        inner = sorted(stands[1:-1], key=lambda point: point.depart_at_s - point.arrive_at_s, reverse=True)
        kept = {point.place for point in [stands[0], *inner[: _MOST_COLUMNS - 2], stands[-1]]}
        stands = [point for point in stands if point.place in kept]
    return [view.facts.network.places[point.place] for point in stands]


def _row(view: View, role: str, shown: Sequence[Place]) -> str:
    train = next(train for train in view.plan.trains if train.role == role)
    times: list[Words] = []
    for place in shown:
        point = view.points[role].get(place.id)
        if point is None:
            times.append("")
            continue
        at_s = point.published_depart_at_s if point is train.points[0] else point.published_arrive_at_s
        times.append(clock(at_s, place.zone))
    strong = role == "principal" and view.shows("roles")
    cells = ", ".join(content(item) for item in times)
    return f"({str(strong).lower()}, {content(view.role_words(role))}, {cells},)"


def _stands(view: View, place: Place) -> str:
    point = view.points[view.principal.role][place.id]
    if point.stand == "origin":
        return "dep"
    if point.stand == "destination":
        return "arr"
    return f"{minutes(point.published_depart_at_s - point.published_arrive_at_s)} min"


def _filled(view: View, place: Place) -> bool:
    point = view.points[view.principal.role][place.id]
    return point.stand in ("origin", "border", "reform", "destination")


def _pieces(view: View) -> list[tuple[float, float, bool]]:
    """Runs of the way with and without a surveyed course."""
    found: list[tuple[float, float, bool]] = []
    for i, item in enumerate(view.path.sections):
        dash = item.section.basis.get("geometry", Basis.PUBLISHED).unsure
        from_m, to_m = float(view.path.place_m[i]), float(view.path.place_m[i + 1])
        if found and found[-1][2] == dash:
            found[-1] = (found[-1][0], to_m, dash)
        else:
            found.append((from_m, to_m, dash))
    return found


def _border(view: View) -> tuple[float, str] | None:
    """Where the country changes, and by how much clocks do."""
    places = view.path.places
    for i, (a, b) in enumerate(zip(places[:-1], places[1:], strict=True)):
        if a.country != b.country and a.country and b.country and "/" not in b.country + a.country:
            return float(view.path.place_m[i + 1]), f"border{_shift(view, i)}"
        if "/" in b.country:
            return float(view.path.place_m[i + 1]), f"border{_shift(view, i)}"
    return None


def _shift(view: View, i: int) -> str:
    before, places = view.path.places[i].zone, view.path.places[i + 1 :]
    at_s = view.principal.points[-1].published_arrive_at_s
    after = next((place.zone for place in places if place.zone != before), before)
    offsets = [local(at_s, zone).utcoffset() for zone in (before, after)]
    if None in offsets or offsets[0] == offsets[1]:
        return ""
    hours = (offsets[1] - offsets[0]).total_seconds() / 3600.0  # type: ignore[operator]
    return f", clocks {'+' if hours > 0 else '−'} {abs(hours):g} h"
