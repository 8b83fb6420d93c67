"""A way through the network, with positions and profiles in the travel direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from railcade.network.extents import NOWHERE, Extents
from railcade.network.model import Network, Place, Section
from railcade.network.steps import FloatArray, Steps, frozen_array

HEADING_M = 150.0
DEGREE_M = 111_195.0


@dataclass(frozen=True, slots=True, eq=False)
class PathSection:
    """A section as travelled: `forward` is False when it is run from its end to its start."""

    section: Section
    forward: bool

    @property
    def signal_m(self) -> tuple[float, ...]:
        """Block signals from where this section is entered, rising."""
        signals = self.section.block.signal_m
        if self.forward:
            return signals
        return tuple(self.section.length_m - signal for signal in reversed(signals))

    @property
    def track(self) -> str:
        """Id of the running track: ``"0"`` on single line, ``"1"`` forward and ``"2"`` backward on double."""
        if self.section.tracks == 1:
            return "0"
        return "1" if self.forward else "2"


@dataclass(frozen=True, eq=False)
class Path:
    """A way from the first to the last place.

    Parameters
    ----------
    places : tuple of Place, length n
    sections : tuple of PathSection, length n - 1
    place_m : ndarray, shape (n,)
        Position of each place; the first is 0.
    limit_mps, grade, axle_load_kg : Steps
        Along the path; grade + uphill in the travel direction.
    curve_radius_m, tunnel_drag, neutral_m, adhesion, feeding_watt, heavy_limits : Extents
        Along the path, as at `Section`.
    temporary_limits : Extents
        Temporary speed restrictions, m/s; a network has none, dated conditions may bring them.
    """

    places: tuple[Place, ...]
    sections: tuple[PathSection, ...]
    place_m: FloatArray
    limit_mps: Steps
    grade: Steps
    axle_load_kg: Steps
    curve_radius_m: Extents = NOWHERE
    tunnel_drag: Extents = NOWHERE
    neutral_m: Extents = NOWHERE
    adhesion: Extents = NOWHERE
    feeding_watt: Extents = NOWHERE
    heavy_limits: Extents = NOWHERE
    temporary_limits: Extents = NOWHERE

    @property
    def length_m(self) -> float:
        """Length from the first to the last place, m."""
        return float(self.place_m[-1])

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each place id in `places`."""
        return {place.id: i for i, place in enumerate(self.places)}


def make_path(network: Network, place_ids: Sequence[str]) -> Path:
    """The path through adjacent places.

    Raises
    ------
    KeyError
        If a place is unknown or two neighbours share no section (the caller checks its input).
    """
    sections = tuple(_between(network, a, b) for a, b in zip(place_ids[:-1], place_ids[1:], strict=True))
    place_m = [0.0]
    for item in sections:
        place_m.append(place_m[-1] + item.section.length_m)
    return Path(
        places=tuple(network.places[place] for place in place_ids),
        sections=sections,
        place_m=frozen_array(place_m),
        limit_mps=_joined(sections, "limit_mps", 1.0),
        grade=_joined(sections, "grade", -1.0),
        axle_load_kg=_joined(sections, "axle_load_kg", 1.0),
        curve_radius_m=_joined_extents(sections, "curve_radius_m"),
        tunnel_drag=_joined_extents(sections, "tunnel_drag"),
        neutral_m=_joined_extents(sections, "neutral_m"),
        adhesion=_joined_extents(sections, "adhesion"),
        feeding_watt=_joined_extents(sections, "feeding_watt"),
        heavy_limits=_joined_extents(sections, "heavy_limits"),
    )


def turns_back(network: Network, before: str, here: str, after: str) -> bool:
    """Whether a train that comes from one place would have to turn back at the next to reach a third.

    By the drawing: the headings `HEADING_M` before and behind the place differ by more than 120 degrees.
    False where trains can stand, and so change ends.
    """
    if network.places[here].tracks:
        return False
    come, go = (_away(_between(network, here, other)) for other in (before, after))
    product = float(np.hypot(*come) * np.hypot(*go))
    return product > 0.0 and float(come @ go) > 0.5 * product


def _away(item: PathSection) -> FloatArray:
    """From where a section is entered to a point `HEADING_M` on, in degrees of the equator."""
    points = np.asarray(item.section.lonlat_deg, float)
    points = points if item.forward else points[::-1]
    shrunk = np.array([np.cos(np.radians(points[0, 1])), 1.0])
    away = (points - points[0]) * shrunk
    far = np.hypot(*away.T) * DEGREE_M >= HEADING_M
    found: FloatArray = away[int(np.argmax(far)) if far.any() else -1]
    return found


def _between(network: Network, a: str, b: str) -> PathSection:
    for section in network.sections_at[a]:
        if (section.start, section.end) == (a, b):
            return PathSection(section, True)
        if (section.start, section.end) == (b, a):
            return PathSection(section, False)
    raise KeyError(f"no section between {a} and {b}")


def _joined(sections: Sequence[PathSection], name: str, backward_sign: float) -> Steps:
    parts = []
    for item in sections:
        steps: Steps = getattr(item.section, name)
        if not item.forward:
            steps = steps.reversed(item.section.length_m, backward_sign)
        parts.append((item.section.length_m, steps))
    return Steps.joined(parts)


def _joined_extents(sections: Sequence[PathSection], name: str) -> Extents:
    parts = []
    for item in sections:
        extents: Extents = getattr(item.section, name)
        if not item.forward:
            extents = extents.reversed(item.section.length_m)
        parts.append((item.section.length_m, extents))
    return Extents.joined(parts)
