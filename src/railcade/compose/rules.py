"""Needs and limits of a train as linear rules over its vehicles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from railcade.compose.composed import Judged
from railcade.compose.request import LOCOMOTIVE, Limits, Needs, TrainRequest
from railcade.fleet import RegisterVehicle
from railcade.units import STANDARD_GRAVITY_MPS2

START = "pull at the start"
SUPPLY = "supply of the hotel load"
PULL = "pull on the couplers"
Vehicles = Sequence[RegisterVehicle]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a sum over the vehicles keeps: ``constant(bound) + sum of weight(vehicle, bound) >= 0``.

    `measure` is what people compare with the bound. Weights are whole numbers of a fine unit, so that the
    solver sees what is printed.
    """

    name: str
    unit: str
    bound: float
    least: bool
    constant: Callable[[float], int]
    weight: Callable[[RegisterVehicle, float], int]
    measure: Callable[[Vehicles], float]


@dataclass(frozen=True, slots=True)
class Fit:
    """A rule that each vehicle keeps or not; `measure` is compared with the bound, the worst is told."""

    name: str
    unit: str
    bound: float
    least: bool
    measure: Callable[[RegisterVehicle], float]
    concerns: Callable[[RegisterVehicle], bool] = lambda vehicle: True

    def holds(self, vehicle: RegisterVehicle) -> bool:
        """Whether a vehicle keeps it."""
        if not self.concerns(vehicle):
            return True
        value = self.measure(vehicle)
        return value >= self.bound - 1e-9 if self.least else value <= self.bound + 1e-9


def rules_of(train: TrainRequest) -> list[Rule]:
    """Rules over the whole train, needs first."""
    return [*_needs(train.needs), *_limits(train.limits)]


def fits_of(train: TrainRequest) -> list[Fit]:
    """Rules of each vehicle."""
    limits, gauge_mm = train.limits, train.gauge_mm
    found = [
        Fit(f"gauge {gauge_mm} mm", "", 1.0, True, lambda each: float(gauge_mm in each.gauges_mm)),
        Fit("roles in its order", "", 1.0, True, lambda each: float(each.role in train.order)),
    ]
    if limits.axle_load_kg is not None:
        found.append(Fit("axle load", "t", limits.axle_load_kg, False, lambda each: each.max_axle_load_kg))
    if limits.mass_per_metre_kg is not None:
        bound_kg = limits.mass_per_metre_kg
        found.append(Fit("load per metre", "t/m", bound_kg, False, lambda each: each.mass_per_metre_kg))
    found.extend(
        Fit(f"armour of {role}", "", 1.0, True, lambda each: float(bool(each.armour)), _is(role))
        for role in train.needs.armoured
    )
    return found


def coupler_pull_newton(limits: Limits, trailing_kg: float) -> float:
    """Pull behind the locomotive at the start on the ruling grade, N: weight times grade and resistance."""
    return trailing_kg * STANDARD_GRAVITY_MPS2 * pull_share(limits)


def pull_share(limits: Limits) -> float:
    """Pull over weight at the start: ruling grade plus starting resistance."""
    return (limits.ruling_grade or 0.0) + limits.starting_share


def judged(train: TrainRequest, vehicles: Vehicles) -> Iterator[Judged]:
    """Every rule beside what the train has."""
    sources = train.limits.sources
    for rule in rules_of(train):
        value = rule.measure(vehicles)
        yield Judged(rule.name, value, rule.bound, rule.unit, rule.least, sources.get(rule.name, ""))
    for fit in fits_of(train):
        concerned = [fit.measure(each) for each in vehicles if fit.concerns(each)]
        if fit.unit and concerned:
            worst = min(concerned) if fit.least else max(concerned)
            yield Judged(
                fit.name, worst / 1000.0, fit.bound / 1000.0, fit.unit, fit.least, sources.get(fit.name, "")
            )
    carried = [each for each in vehicles if each.role != LOCOMOTIVE]
    if train.limits.ruling_grade is not None and carried:
        pull_kn = coupler_pull_newton(train.limits, sum(each.mass_loaded_kg for each in carried)) / 1000.0
        weakest_kn = min(each.coupler_strength_newton for each in vehicles) / 1000.0
        yield Judged(PULL, pull_kn, weakest_kn, "kN", False)


def _needs(needs: Needs) -> Iterator[Rule]:
    for name in ("berths", "seats", "briefing_seats", "cars"):
        least = getattr(needs, name)
        if least:
            yield _count(name.replace("_", " "), least, _place_count(name))
    for role, least in needs.roles.items():
        yield _count(role, least, lambda each, role=role: int(each.role == role))  # type: ignore[misc]
    for item, least in needs.equipment.items():
        yield _count(f"with {item}", least, lambda each, item=item: int(item in each.equipment))  # type: ignore[misc]


def _place_count(name: str) -> Callable[[RegisterVehicle], int]:
    return lambda each: int(getattr(each, name))


def _count(name: str, least: int, count: Callable[[RegisterVehicle], int]) -> Rule:
    return Rule(
        name=name,
        unit="",
        bound=float(least),
        least=True,
        constant=lambda bound: -round(bound),
        weight=lambda each, bound: count(each),
        measure=lambda vehicles: float(sum(count(each) for each in vehicles)),
    )


def _limits(limits: Limits) -> Iterator[Rule]:
    if limits.length_m is not None:
        yield Rule(
            "length", "m", limits.length_m, False,
            lambda bound: round(1000.0 * bound),
            lambda each, bound: -round(1000.0 * each.length_m),
            lambda vehicles: sum(each.length_m for each in vehicles),
        )  # fmt: skip
    if limits.mass_kg is not None:
        yield Rule(
            "mass", "t", limits.mass_kg / 1000.0, False,
            lambda bound: round(1000.0 * bound),
            lambda each, bound: -round(each.mass_loaded_kg),
            lambda vehicles: _mass_kg(vehicles) / 1000.0,
        )  # fmt: skip
    if limits.brake_percentage is not None:
        yield Rule(
            "brake percentage", "%", limits.brake_percentage, True,
            lambda bound: 0,
            lambda each, bound: round(100.0 * (100.0 * each.braked_mass_kg - bound * each.mass_loaded_kg)),
            lambda vehicles: 100.0 * sum(each.braked_mass_kg for each in vehicles)
            / max(1.0, _mass_kg(vehicles)),
        )  # fmt: skip
    if limits.ruling_grade is not None:
        yield Rule(
            START, "kN/kN", 1.0, True,
            lambda bound: 0,
            lambda each, bound: round(_start_newton(each) - bound * _needed_newton(limits, each)),
            lambda vehicles: sum(map(_start_newton, vehicles))
            / max(1.0, sum(_needed_newton(limits, each) for each in vehicles)),
        )  # fmt: skip
    yield Rule(
        SUPPLY, "kW", 0.0, True,
        lambda bound: -round(1000.0 * bound),
        lambda each, bound: round(each.supply_watt - each.hotel_watt),
        lambda vehicles: sum(each.supply_watt - each.hotel_watt for each in vehicles) / 1000.0,
    )  # fmt: skip


def _mass_kg(vehicles: Vehicles) -> float:
    return sum(each.mass_loaded_kg for each in vehicles)


def _start_newton(vehicle: RegisterVehicle) -> float:
    return vehicle.traction.force_newton[0] if vehicle.traction is not None else 0.0


def _needed_newton(limits: Limits, vehicle: RegisterVehicle) -> float:
    return coupler_pull_newton(limits, vehicle.mass_loaded_kg)


def _is(role: str) -> Callable[[RegisterVehicle], bool]:
    return lambda vehicle: vehicle.role == role
