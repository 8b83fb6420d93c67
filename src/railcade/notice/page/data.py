"""What the page is drawn from: the plan on its path, as plain lists for JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from railcade.basis import Basis
from railcade.clock import local, offset_label, zone_label
from railcade.motion import Run
from railcade.network import Network, Path, PathSection, make_path
from railcade.notice.graph.axes import clock_changes
from railcade.notice.graph.scale import Scale, make_scale, stretches
from railcade.notice.graph.stations import place_words, unnamed
from railcade.notice.graph.steps import SHORT
from railcade.notice.graph.sun import nights
from railcade.notice.graph.windows import ADJACENT_LINE, SAME_LINE, sweep_validity_s
from railcade.notice.look import ROLE_NAMES
from railcade.notice.page.actions import posts_of
from railcade.notice.page.courses import sampled
from railcade.notice.page.tells import train_tells, works_rows
from railcade.plan.model import OtherTrain, Plan, PlanTrain

SCHEMA = "railcade.page/1"
_DEG = 1e5
_LEAST_LINE_DEG = 4e-5


def page_data(plan: Plan, network: Network, runs: Mapping[str, Run]) -> dict[str, Any]:
    """Everything that the script of the page reads; times are POSIX seconds, positions metres on the path.

    Raises
    ------
    KeyError
        If the plan's route is not in the network.
    """
    path = make_path(network, plan.route)
    same_line = [row for row in plan.protection if row.kind == SAME_LINE]
    scale = make_scale(path, plan.trains, [(row.closed_from_s, row.closed_until_s) for row in same_line])
    zones = sorted({place.zone for place in path.places})
    return {
        "schema": SCHEMA,
        "movement": plan.movement,
        "from_at_s": scale.from_at_s,
        "until_at_s": scale.until_at_s,
        "length_m": path.length_m,
        "validity_s": sweep_validity_s(plan),
        "zones": [_zone(zone, scale) for zone in zones],
        "places": _places(path, zones),
        "sections": [_section(path, i, item) for i, item in enumerate(path.sections)],
        "bands": [[first, last, border] for first, last, border in stretches(path, plan.trains)],
        "nights": [_nights(path, scale, i) for i in (0, -1)],
        "trains": [
            _train(train, path, runs)
            | {"steps": _steps(plan, train, path), "tells": train_tells(plan, train, path)}
            for train in plan.trains
        ],
        "others": [row for train in plan.other_trains if (row := _other(train, path)) is not None],
        "closed": _windows(plan, path, SAME_LINE),
        "adjacent": _windows(plan, path, ADJACENT_LINE),
        "swept": _swept(plan, path),
        "works": works_rows(plan, path),
        "events": [
            [path.index[row.place], row.begins_at_s, row.ends_at_s, row.title]
            for row in plan.programme
            if row.place in path.index
        ],
        "posts": posts_of(plan, path),
    }


def as_json(data: Mapping[str, Any]) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _zone(zone: str, scale: Scale) -> dict[str, Any]:
    """Offset and letters of a zone from each instant on, a day beyond what is shown at either end."""
    first, last = scale.from_at_s - 86_400, scale.until_at_s + 86_400
    spans = []
    for at_s in (first, *clock_changes(first, last, zone)):
        offset = local(at_s, zone).utcoffset()
        offset_s = round(offset.total_seconds()) if offset is not None else 0
        spans.append([at_s, offset_s, zone_label(at_s, zone), offset_label(at_s, zone)])
    return {"name": zone, "spans": spans}


def _places(path: Path, zones: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for place, at_m in zip(path.places, path.place_m, strict=True):
        found.append(
            {
                "id": place.id,
                "name": place_words(place),
                "local": place.local_name,
                "km": place.km,
                "at_m": round(float(at_m), 1),
                "lonlat": [place.lon_deg, place.lat_deg],
                "zone": zones.index(place.zone),
                "main": place.main,
                "standable": place.standable,
                "named": not unnamed(place),
                "km_unsure": _unsure(place.basis, "km"),
                "kind_unsure": unnamed(place) or _unsure(place.basis, "kind"),
                "position_unsure": _unsure(place.basis, "position"),
                "country": place.country,
            }
        )
    return found


def _unsure(basis: Mapping[str, Basis], name: str) -> bool:
    return basis.get(name, Basis.PUBLISHED).unsure


def _section(path: Path, i: int, item: PathSection) -> dict[str, Any]:
    """Its course from the first place to the second: a point, then differences, in 1e-5 degrees."""
    lonlat = np.asarray(item.section.lonlat_deg, dtype=np.float64)
    lonlat = lonlat if item.forward else lonlat[::-1]
    whole = np.rint(_thinned(lonlat) * _DEG).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {
        "line": [int(value) for value in steps.reshape(-1)],
        "unsure": _unsure(item.section.basis, "geometry"),
        "tracks": item.section.tracks,
    }


def _thinned(lonlat: Any) -> Any:
    """Without points nearer than about 4 m to the one before."""
    keep = [0]
    for k in range(1, len(lonlat) - 1):
        if np.abs(lonlat[k] - lonlat[keep[-1]]).max() >= _LEAST_LINE_DEG:
            keep.append(k)
    return lonlat[[*keep, len(lonlat) - 1]]


def _nights(path: Path, scale: Scale, index: int) -> list[list[int]]:
    place = path.places[index]
    spans = nights(scale.from_at_s, scale.until_at_s, place.lat_deg, place.lon_deg)
    return [[round(from_at_s), round(until_at_s)] for from_at_s, until_at_s in spans]


def _train(train: PlanTrain, path: Path, runs: Mapping[str, Run]) -> dict[str, Any]:
    return {
        "role": train.role,
        "name": ROLE_NAMES.get(train.role, train.role.capitalize()),
        "number": train.number,
        "border_s": train.totals.border_s,
        "points": [
            [
                path.index[point.place],
                round(point.arrive_at_s),
                round(point.depart_at_s),
                point.published_arrive_at_s,
                point.published_depart_at_s,
                point.stand,
                point.reason,
            ]
            for point in train.points
        ],
        "run": sampled(train, runs),
    }


def _steps(plan: Plan, train: PlanTrain, path: Path) -> list[list[Any]]:
    """What a role does at the border: place, kind, words, from, until, unsure or not, short words."""
    return [
        [
            path.index[row.place],
            step.kind,
            step.name,
            step.from_at_s,
            step.until_at_s,
            step.basis.unsure,
            SHORT.get(step.kind, step.name),
        ]
        for row in plan.border
        if row.role == train.role and row.place in path.index
        for step in row.steps
    ]


def _other(train: OtherTrain, path: Path) -> dict[str, Any] | None:
    """Its pieces on the path: place index, arrival, departure; None if it never runs there."""
    pieces: list[list[list[int]]] = []
    before = -2
    for point in train.points:
        i = path.index.get(point.place, -2)
        if i >= 0:
            row = [i, point.arrive_at_s, point.depart_at_s]
            if pieces and abs(i - before) == 1:
                pieces[-1].append(row)
            else:
                pieces.append([row])
        before = i
    pieces = [piece for piece in pieces if len(piece) > 1]
    if not pieces:
        return None
    return {
        "number": train.number,
        "kind": train.kind,
        "opposing": pieces[-1][-1][0] < pieces[-1][0][0],
        "late_s": train.delay_s,
        "pieces": pieces,
        "holds": [
            [path.index[hold.place], hold.from_at_s, hold.until_at_s, hold.hold_s]
            for hold in train.holds
            if hold.place in path.index
        ],
    }


def _windows(plan: Plan, path: Path, kind: str) -> list[list[int]]:
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    return sorted(
        [index[row.target], row.closed_from_s, row.closed_until_s]
        for row in plan.protection
        if row.kind == kind and row.target in index
    )


def _swept(plan: Plan, path: Path) -> list[list[int]]:
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    return sorted(
        [index[row.section], round(row.swept_at_s), round(row.valid_until_s)]
        for row in plan.sweep
        if row.section in index
    )
