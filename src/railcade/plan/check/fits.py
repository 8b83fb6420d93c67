"""Gauge, supply and axle load of every formation on its way."""

from __future__ import annotations

import numpy as np

from railcade.fleet import Formation
from railcade.plan.check.events import LegRun, RoleEvents
from railcade.plan.check.forces import fits
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World


def check_fits(world: World, tally: Tally) -> None:
    """Each leg of each role."""
    for role in world.roles:
        before: Formation | None = None
        asked = next(item for item in world.inputs.movement.roles if item.role == role.role)
        for leg in role.legs:
            _sections(world, role, leg, tally)
            _axles(world, role, leg, tally)
            if before is not None and before.gauge_mm != leg.formation.gauge_mm:
                border = world.inputs.movement.border
                place = world.way.places[leg.first]
                lifted = border is not None and border.place == place.id and place.jack_tracks > 0
                may = lifted or asked.handover_at(place.id) is not None
                what = f"{role.role}: {before.gauge_mm} to {leg.formation.gauge_mm} mm, no change point"
                tally.judge("GAUGE", may, "E0408", place.id, what)
            before = leg.formation


def _sections(world: World, role: RoleEvents, leg: LegRun, tally: Tally) -> None:
    powers = [vehicle.traction.power for vehicle in leg.formation.vehicles if vehicle.traction is not None]
    for section in world.way.sections[leg.first : leg.last]:
        gauge_mm = leg.formation.gauge_mm
        what = f"{role.role} stands on {gauge_mm} mm, the section has {section.gauges_mm}"
        tally.judge("GAUGE", gauge_mm in section.gauges_mm, "E0408", section.id, what)
        works = any(fits(section.power, power) for power in powers)
        what = f"{role.role} has traction for {powers}, the section has {section.power}"
        tally.judge("POWER", works, "E0408", section.id, what)


def _axles(world: World, role: RoleEvents, leg: LegRun, tally: Tally) -> None:
    profile, way = world.way.axle_load_kg, world.way
    heaviest_kg = max(vehicle.max_axle_load_kg for vehicle in leg.formation.vehicles)
    from_m, to_m = way.x_m[leg.first], way.x_m[leg.last]
    on_leg = (profile.start_m < to_m) & (profile.ends_m(way.length_m) > from_m)
    tally.examine("AXLE", int(on_leg.sum()))
    for k in np.flatnonzero(on_leg & (profile.value < heaviest_kg)):
        section = way.sections[int(np.searchsorted(way.x_m, profile.start_m[k], side="right")) - 1]
        what = f"{role.role}: {heaviest_kg:.0f} kg on an axle, the section bears {profile.value[k]:.0f} kg"
        tally.refuse("AXLE", "E0416", section.id, what)
