"""Vehicles in the order in which they stand in the train."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.fleet import RegisterVehicle


def arranged(vehicles: Sequence[RegisterVehicle], order: Sequence[str]) -> tuple[RegisterVehicle, ...]:
    """Vehicles from the head, in order of roles and then of numbers.

    A role that stands more than once in `order` is shared between its places; the first takes the odd one.
    """
    places: list[list[RegisterVehicle]] = [[] for _ in order]
    for role in dict.fromkeys(order):
        of_role = sorted((each for each in vehicles if each.role == role), key=lambda each: each.id)
        at = [i for i, name in enumerate(order) if name == role]
        share, odd = divmod(len(of_role), len(at))
        for n, place in enumerate(at):
            size = share + (1 if n < odd else 0)
            places[place], of_role = of_role[:size], of_role[size:]
    return tuple(each for place in places for each in place)
