"""The plan against the request: route, formations, stands, dwell, programme."""

from __future__ import annotations

import math

from railcade.network import Place
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import PRINCIPAL, World, clock
from railcade.plan.model import PlanTrain
from railcade.plan.request import RoleRequest

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG 1980)."""
LENGTH_M = 0.01
CIRCLE_SHARE = 0.006
"""A sphere and an ellipsoid give great circles that differ by up to 0.56 %."""


def check_route(world: World, tally: Tally) -> None:
    """From origin to destination by way of all via places; length by rail, great circle beside it."""
    plan, movement = world.plan, world.inputs.movement
    ends = (plan.route[0], plan.route[-1]) == (movement.origin, movement.destination)
    tally.judge("ROUTE", ends, "E0412", "plan.route", f"is not {movement.origin} to {movement.destination}")
    at = [world.index.get(place, -1) for place in movement.via]
    rising = all(a < b for a, b in zip([0, *at], [*at, len(plan.route) - 1], strict=True))
    tally.judge("ROUTE", rising, "E0412", "plan.route", f"does not pass {movement.via} in this order")
    what = f"length is {plan.length_m:.1f} m, the sections have {world.way.length_m:.1f} m"
    tally.judge("ROUTE", abs(plan.length_m - world.way.length_m) <= LENGTH_M, "E0412", "plan.length_m", what)
    circle_m = great_circle_m(world.way.places[0], world.way.places[-1])
    near = abs(plan.great_circle_m - circle_m) <= CIRCLE_SHARE * circle_m + 1.0
    what = f"{plan.great_circle_m:.0f} m, the places lie {circle_m:.0f} m apart"
    tally.judge("ROUTE", near, "E0412", "plan.great_circle_m", what)


def great_circle_m(start: Place, end: Place) -> float:
    """Distance on a sphere, m (haversine)."""
    lat1, lat2 = math.radians(start.lat_deg), math.radians(end.lat_deg)
    half_lat, half_lon = (lat2 - lat1) / 2.0, math.radians(end.lon_deg - start.lon_deg) / 2.0
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2.0 * EARTH_RADIUS_M * math.asin(math.sqrt(chord))


def check_request(world: World, tally: Tally) -> None:
    """Names and rules of the request, and each role as asked."""
    plan, movement, pack = world.plan, world.inputs.movement, world.inputs.rules
    facts = (
        ("movement", plan.movement, movement.id),
        ("name", plan.name, movement.name),
        ("classification", plan.classification, movement.classification),
        ("publish_step_s", plan.publish_step_s, movement.publish_step_s),
        ("rule_pack", plan.rule_pack, f"{pack.id} {pack.version}"),
    )
    for name, told, asked in facts:
        tally.judge("REQUEST", told == asked, "E0412", f"plan.{name}", f"is {told!r}, asked was {asked!r}")
    for stop in movement.stops:
        on_way = stop.place in world.index
        tally.judge(
            "REQUEST", on_way, "E0412", stop.place, "a stop was asked for, the route does not pass here"
        )
    for train, asked_role in zip(plan.trains, movement.roles, strict=True):
        _formations(world, train, asked_role, tally)
        _stands(world, train, tally)
    _programme(world, tally)


def _formations(world: World, train: PlanTrain, asked: RoleRequest, tally: Tally) -> None:
    number = train.number == asked.number
    tally.judge("REQUEST", number, "E0412", train.role, f"is {train.number}, asked was {asked.number}")
    changes = sorted((world.index.get(place, -1), name) for place, name in asked.formations)
    used: list[str] = []
    for leg in train.legs:
        wanted = [name for place, name in changes if place <= world.index[leg.from_place]]
        fits = bool(wanted) and wanted[-1] == leg.formation
        what = f"runs as {leg.formation} from {leg.from_place}, asked was {wanted[-1] if wanted else 'none'}"
        tally.judge("REQUEST", fits, "E0412", train.role, what)
        used.append(leg.formation)
    told = train.formations == tuple(dict.fromkeys(used))
    tally.judge("REQUEST", told, "E0412", train.role, f"lists formations {train.formations}, runs as {used}")


def _stands(world: World, train: PlanTrain, tally: Tally) -> None:
    movement = world.inputs.movement
    last = len(train.points) - 1
    kinds: dict[str, str] = {
        stop.place: "stop" for stop in movement.stops if not stop.roles or train.role in stop.roles
    }
    if movement.border is not None:
        kinds[movement.border.reform_place] = "reform"
        kinds[movement.border.place] = "border"
    kinds[train.points[0].place], kinds[train.points[last].place] = "origin", "destination"
    legs = {train.points[0].place, *(leg.to_place for leg in train.legs)}
    for point in train.points:
        wanted = kinds.get(point.place, "")
        stands = (point.place in legs) == bool(wanted) and point.stand == wanted
        what = f"is planned as {point.stand or 'passing'!r}, asked was {wanted or 'passing'!r}"
        tally.judge("REQUEST", stands, "E0412", f"{train.role} at {point.place}", what)
    _dwells(world, train, tally)


def _dwells(world: World, train: PlanTrain, tally: Tally) -> None:
    """Least and largest dwell from the published arrival, whole publish steps; steps at the border too."""
    movement, step_s = world.inputs.movement, world.plan.publish_step_s
    bounds = [
        (stop.place, stop.dwell_s, stop.extra_s)
        for stop in movement.stops
        if not stop.roles or train.role in stop.roles
    ]
    border = movement.border
    if border is not None:
        rows = [row for row in world.plan.border if (row.role, row.place) == (train.role, border.place)]
        work_s = sum(step.until_at_s - step.from_at_s for row in rows for step in row.steps)
        bounds.append((border.place, work_s, border.extra_s))
    points = {point.place: point for point in train.points[1:-1]}
    for place, least_s, extra_s in bounds:
        point = points.get(place)
        if point is None:
            continue
        stood_s = point.published_depart_at_s - point.published_arrive_at_s
        exact_s = point.depart_at_s - point.arrive_at_s
        most_s = math.ceil(least_s / step_s) * step_s + extra_s
        fits = least_s <= stood_s <= most_s and exact_s >= least_s - TOLERANCE_S
        what = f"stands {stood_s} s, asked were {least_s} to {most_s} s"
        tally.judge("REQUEST", fits, "E0412", f"{train.role} at {place}", what)


def _programme(world: World, tally: Tally) -> None:
    movement = world.inputs.movement
    train = next((item for item in world.plan.trains if item.role == PRINCIPAL), world.plan.trains[0])
    leaves_s, comes_s = train.legs[0].depart_at_s, train.points[-1].published_arrive_at_s
    within = movement.depart_earliest_s <= leaves_s <= movement.depart_latest_s
    asked = f"{clock(movement.depart_earliest_s)} to {clock(movement.depart_latest_s)}"
    tally.judge("REQUEST", within, "E0412", train.role, f"departs at {clock(leaves_s)}, asked was {asked}")
    what = f"arrives at {clock(comes_s)}, asked was {clock(movement.arrive_latest_s)} at the latest"
    tally.judge("REQUEST", comes_s <= movement.arrive_latest_s, "E0412", train.role, what)
