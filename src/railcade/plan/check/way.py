"""The way of the movement and its profiles, laid anew from the sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from railcade.network import Extents, Network, Place, Section, Steps
from railcade.network.steps import FloatArray

Links = Mapping[tuple[str, str], tuple[Section, bool]]
"""Section and whether it is run forward, by (place, next place)."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A step function along the way: `value` holds from `start_m` to the next start."""

    start_m: FloatArray
    value: FloatArray

    def ends_m(self, length_m: float) -> FloatArray:
        """Where each step ends."""
        return np.append(self.start_m[1:], length_m)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """What holds from `from_m` to `to_m` and nowhere else; `above_kg` only for trains with heavier axles."""

    from_m: FloatArray
    to_m: FloatArray
    value: FloatArray
    above_kg: FloatArray


NO_SPANS = Spans(*np.zeros((4, 0)))


@dataclass(frozen=True, eq=False)
class Way:
    """Places, sections and profiles in travel order; grades + uphill, spans as named at `Section`.

    `temporary` are speed limits that dated conditions bring; a network has none.
    """

    places: tuple[Place, ...]
    sections: tuple[Section, ...]
    forward: tuple[bool, ...]
    x_m: FloatArray
    limit_mps: Profile
    grade: Profile
    axle_load_kg: Profile
    curves: Spans
    tunnels: Spans
    neutral: Spans
    adhesion: Spans
    feeding_watt: Spans
    heavy_limits: Spans
    temporary: Spans

    @property
    def length_m(self) -> float:
        """From first to last place, m."""
        return float(self.x_m[-1])

    def signals_m(self, section: int) -> FloatArray:
        """Where blocks of a section begin and end, from its entry, both ends included."""
        item = self.sections[section]
        return block_ends_m(item, self.forward[section])


def block_ends_m(section: Section, forward: bool) -> FloatArray:
    """Block boundaries of a section from where it is entered, 0 and its length included, m."""
    inner = np.array(sorted(section.block.signal_m), dtype=np.float64)
    if not forward:
        inner = section.length_m - inner[::-1]
    return np.concatenate(([0.0], inner, [section.length_m]))


def links(network: Network) -> Links:
    """Every section from both of its ends; the first id wins where two join the same places."""
    found: dict[tuple[str, str], tuple[Section, bool]] = {}
    for _, section in sorted(network.sections.items()):
        found.setdefault((section.start, section.end), (section, True))
        found.setdefault((section.end, section.start), (section, False))
    return found


def lay(network: Network, by_ends: Links, route: Sequence[str]) -> Way:
    """The way through adjacent places.

    Raises
    ------
    KeyError
        If a place is unknown or two neighbours share no section.
    """
    steps = [by_ends[pair] for pair in zip(route[:-1], route[1:], strict=True)]
    lengths_m = np.array([section.length_m for section, _ in steps])
    x_m = np.concatenate(([0.0], np.cumsum(lengths_m)))
    return Way(
        places=tuple(network.places[place] for place in route),
        sections=tuple(section for section, _ in steps),
        forward=tuple(forward for _, forward in steps),
        x_m=x_m,
        limit_mps=_chain(steps, x_m, [section.limit_mps for section, _ in steps], 1.0),
        grade=_chain(steps, x_m, [section.grade for section, _ in steps], -1.0),
        axle_load_kg=_chain(steps, x_m, [section.axle_load_kg for section, _ in steps], 1.0),
        curves=_spans(steps, x_m, [section.curve_radius_m for section, _ in steps]),
        tunnels=_spans(steps, x_m, [section.tunnel_drag for section, _ in steps]),
        neutral=_spans(steps, x_m, [section.neutral_m for section, _ in steps]),
        adhesion=_spans(steps, x_m, [section.adhesion for section, _ in steps]),
        feeding_watt=_spans(steps, x_m, [section.feeding_watt for section, _ in steps]),
        heavy_limits=_spans(steps, x_m, [section.heavy_limits for section, _ in steps]),
        temporary=NO_SPANS,
    )


def _chain(
    steps: Sequence[tuple[Section, bool]], x_m: FloatArray, parts: Sequence[Steps], backward_sign: float
) -> Profile:
    starts, values = [], []
    for (section, forward), from_m, part in zip(steps, x_m[:-1], parts, strict=True):
        if forward:
            starts.append(from_m + part.start_m)
            values.append(part.value)
        else:
            ends_m = np.append(part.start_m[1:], section.length_m)
            starts.append(from_m + (section.length_m - ends_m)[::-1])
            values.append(backward_sign * part.value[::-1])
    return Profile(np.concatenate(starts), np.concatenate(values))


def _spans(
    steps: Sequence[tuple[Section, bool]], x_m: FloatArray, parts: Sequence[Extents]
) -> Spans:
    rows: list[tuple[float, float, float, float]] = []
    for (section, forward), at_m, part in zip(steps, x_m[:-1].tolist(), parts, strict=True):
        from_m, to_m = part.from_m, part.to_m
        if not forward:
            from_m, to_m = section.length_m - to_m, section.length_m - from_m
        rows += zip(at_m + from_m, at_m + to_m, part.value, part.above_kg, strict=True)
    columns = np.array(sorted(rows), dtype=np.float64).reshape(-1, 4).T
    return Spans(*columns)


def least_under(profile: Profile, head_m: FloatArray, length_m: float, end_m: float) -> FloatArray:
    """The least value of a profile under a train, for heads in rising order.

    A step counts from the moment the head is on it until the tail has left it.
    """
    least = np.full(len(head_m), np.inf)
    first = np.searchsorted(head_m, profile.start_m, side="left")
    last = np.searchsorted(head_m, profile.ends_m(end_m) + length_m, side="left")
    first[0], last[-1] = 0, len(head_m)
    for begin, stop, value in zip(first, last, profile.value, strict=True):
        np.minimum(least[begin:stop], value, out=least[begin:stop])
    return least
