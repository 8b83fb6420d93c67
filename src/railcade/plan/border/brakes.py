"""Brakes as the far side of a border counts them."""

from __future__ import annotations

from railcade.fleet import Formation
from railcade.plan.request import FarBrakes
from railcade.units import NEWTON_PER_TF


def pressure_newton_per_kg(brakes: FarBrakes, formation: Formation) -> float:
    """Block pressure by mass of train, N/kg: the sum over axles (design pressure of the Russian rules)."""
    stated = dict(brakes.axle_newton)
    pressed_newton = sum(
        item.axles * stated.get(item.id, brakes.other_axle_newton) for item in formation.vehicles
    )
    return pressed_newton / formation.mass_kg


def tf_on_100_t(pressure_newton_per_kg: float) -> float:
    """The same as Russian tables tell it, tonne-force on 100 t."""
    return 1e5 * pressure_newton_per_kg / NEWTON_PER_TF
