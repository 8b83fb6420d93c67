"""SI inside, unit in the name, signs stated once.

Law of this room
----------------
1. Names end in their unit: `_m _s _mps _mps2 _kg _newton _watt _joule _permille _rad`.
2. `_km _kmh _t` occur only in text for people and in files that people write.
3. A grade is positive uphill in the travel direction; a force is positive forward.
4. Positions grow in the travel direction; the position of a train is that of its head.

Not here: formulas, formatting for people (that is the door's work).
"""

STANDARD_GRAVITY_MPS2 = 9.81
"""Acceleration of free fall used in planning, m/s² (rounded; EN 14067-4 uses 9.81)."""

KMH_PER_MPS = 3.6
NEWTON_PER_TF = 9806.65
"""A tonne-force (CGPM 1901): block pressure in Russian rules, for people only."""
PERMILLE = 1e-3


def mps_from_kmh(speed_kmh: float) -> float:
    """Speed in m/s of a speed in km/h."""
    return speed_kmh / KMH_PER_MPS


def kmh_from_mps(speed_mps: float) -> float:
    """Speed in km/h of a speed in m/s."""
    return speed_mps * KMH_PER_MPS


__all__ = [
    "KMH_PER_MPS", "NEWTON_PER_TF", "PERMILLE", "STANDARD_GRAVITY_MPS2", "kmh_from_mps", "mps_from_kmh",
]  # fmt: skip
