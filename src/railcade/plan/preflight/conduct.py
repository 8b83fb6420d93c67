"""Whether the principal train is capped as the rule pack has it."""

from __future__ import annotations

from railcade.errors import Problem
from railcade.fleet import Fleet
from railcade.plan.request import Movement
from railcade.rules import RulePack

TOLERANCE_MPS = 1e-3
KMH_PER_MPS = 3.6


def conduct_problems(movement: Movement, fleet: Fleet, pack: RulePack) -> list[Problem]:
    """Formations of the principal that may run faster than the pack allows (E0214)."""
    top_mps = pack.conduct.top_mps
    role = next((item for item in movement.roles if item.role == "principal"), None)
    if top_mps is None or role is None:
        return []
    problems = []
    for i, (_, name) in enumerate(role.formations):
        formation = fleet.formations.get(name)
        if formation is not None and formation.cap.speed_mps > top_mps + TOLERANCE_MPS:
            where = f"movement  roles.principal.formations[{i}].formation"
            top_kmh = KMH_PER_MPS * top_mps
            own_kmh = KMH_PER_MPS * formation.cap.speed_mps
            what = f"{name} may run at {own_kmh:.1f} km/h, {pack.id} allows {top_kmh:.1f}"
            mend = f"give {name} a cap of {top_kmh:.1f} km/h with its reason"
            problems.append(Problem("E0214", where, what, mend))
    return problems
