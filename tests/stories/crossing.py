"""A short line over a border: two zones, two gauges, jack tracks, a place to form up again.

p0 ===== p1 ======= p2 ======= p3 ===== p4
KP       jack       border     RU       RU
         tracks     post       re-form
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from railcade.fleet import Fleet
from railcade.plan.joint.planner import Things
from railcade.plan.request import BorderRequest, RoleRequest, StopRequest
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_formation, toy_pack, toy_things

ROLES = ("advance", "principal", "follow_up")
EAST = {3: "RU", 4: "RU"}


@dataclass(frozen=True)
class Crossing:
    """What may differ: tracks with jacks, bogie sets, minutes of work and of waiting."""

    jack_tracks: int = 2
    bogie_sets: int = 3
    work_min: int = 60
    extra_min: int = 120
    reform_min: int = 20


def over_the_border(crossing: Crossing, stops: Sequence[StopRequest] = ()) -> Things:
    """Three trains over the border."""
    style = LineStyle(
        border=2,
        countries=EAST,
        zones=dict.fromkeys(EAST, "Asia/Vladivostok"),
        gauges_mm={0: (1435,), 1: (1520,), 2: (1520,), 3: (1520,)},
    )
    network = line_network([5000.0, 4000.0, 4000.0, 5000.0], [4, 4, 0, 4, 4], style)
    jacks = replace(network.places["p1"], jack_tracks=crossing.jack_tracks)
    network = replace(network, places={**network.places, "p1": jacks})
    ask = Ask(dict.fromkeys(ROLES, 60.0), tuple(stops), 10, 480)
    things = toy_things(network, ask, (), toy_pack())
    broad = {f"{role}_broad": replace(toy_formation(f"{role}_broad"), gauge_mm=1520) for role in ROLES}
    formations = {**things.fleet.formations, **broad}
    vehicles = {item.vehicles[0].id: item.vehicles[0] for item in formations.values()}
    border = BorderRequest(
        place="p1",
        duration_s=60 * crossing.work_min,
        bogie_sets=crossing.bogie_sets,
        reform_place="p3",
        reform_s=60 * crossing.reform_min,
        extra_s=60 * crossing.extra_min,
        reason="bogie exchange",
    )
    roles = tuple(
        RoleRequest(role, f"9{i}", (("p0", role), ("p1", f"{role}_broad"))) for i, role in enumerate(ROLES)
    )
    movement = replace(things.movement, roles=roles, border=border)
    return replace(things, movement=movement, fleet=Fleet("toy", vehicles, formations))
