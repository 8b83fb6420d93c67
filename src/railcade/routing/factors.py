"""The factors of a route analysis: 49 CFR part 172, appendix D, 1 to 27, and two that the network adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.basis import Basis


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor. `less` says whether less of it is better; `unit` is empty for a value between 0 and 1.

    `measured` says whether the network or the timetable tells it; else the user gives a value.
    """

    number: int
    key: str
    title: str
    unit: str
    less: bool
    measured: bool


FACTORS: tuple[Factor, ...] = (
    Factor(1, "volume", "volume of such goods on the way", "", True, False),
    Factor(2, "traffic_density", "rail traffic density", "trains a day", True, True),
    Factor(3, "trip_length", "trip length", "km", True, True),
    Factor(4, "facilities", "railroad facilities: places to stand", "per 100 km", False, True),
    Factor(5, "track_class", "track type, class and maintenance: axle load", "t", False, True),
    Factor(
        6,
        "grade_and_curvature",
        "grade and curvature: mean of grade and curve resistance",
        "permille",
        True,
        True,
    ),
    Factor(7, "signals", "signals and train control: share with block signals", "", False, True),
    Factor(8, "detectors", "wayside detectors", "", False, False),
    Factor(9, "crossings", "level crossings", "", True, True),
    Factor(10, "single_track", "single or double track: share on single line", "", True, True),
    Factor(11, "turnouts", "points on the running line", "", True, True),
    Factor(12, "iconic_targets", "near iconic targets", "", True, False),
    Factor(13, "environment", "environment that would suffer", "", True, False),
    Factor(14, "population", "population density", "", True, False),
    Factor(15, "venues", "venues near the way", "", True, False),
    Factor(16, "emergency_response", "emergency response capability", "", False, False),
    Factor(17, "high_consequence", "areas of high consequence", "", True, False),
    Factor(18, "passenger_traffic", "passenger traffic", "trains a day", True, True),
    Factor(19, "speed", "speed that trains may run", "km/h", True, True),
    Factor(20, "storage_and_repair", "storage and repair on the way", "", False, False),
    Factor(21, "threats", "known threats", "", True, False),
    Factor(22, "measures", "measures in place", "", False, False),
    Factor(23, "alternatives", "practicable alternatives on the way", "", False, False),
    Factor(24, "incidents", "past incidents", "", True, False),
    Factor(25, "transit_time", "overall time in transit", "min", True, True),
    Factor(26, "crew", "training and skill of crews", "", False, False),
    Factor(27, "congestion", "effect on congestion of the network", "", True, False),
    Factor(28, "tunnels", "length in tunnels (added here)", "km", True, True),
    Factor(29, "bridges", "length on bridges (added here)", "km", True, True),
)
"""1 to 27 as 49 CFR 172 app. D lists them; each of 1 to 27 stands once. 28 and 29 are not of that list."""
BY_KEY: Mapping[str, Factor] = {factor.key: factor for factor in FACTORS}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way that is compared: from the movement's origin to its destination through `via`."""

    name: str
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A value of a factor on an alternative, with what it rests on."""

    factor: str
    alternative: str
    value: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class FactorsRequest:
    """What is compared: alternatives, weights by factor key, values that the user gives.

    `cap_mps` is the speed of the train for the time in transit, 0 for the limits of the line alone. A value
    that the user gives stands for one that is measured. Factors without a weight have `default_weight`.
    """

    alternatives: tuple[Alternative, ...]
    weights: Mapping[str, float]
    default_weight: float
    told: tuple[Told, ...]
    cap_mps: float
    source: str
