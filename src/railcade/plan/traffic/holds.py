"""What booked trains hold: blocks, stretches and tracks (`docs/occupation.md` 2-4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from railcade.network import Network, PathSection
from railcade.plan.occupation.booked import block_times_s, complete_s, left_s
from railcade.plan.occupation.stretches import Stretch, stretches

DAY_S = 86_400

BLOCK = "block"
STRETCH = "stretch"
TRACK = "track"


class Hold(NamedTuple):
    """A resource held from - until, half open.

    `resource` is ``("block", section, running track, number in the section's forward direction)``,
    ``("stretch", id)`` or ``("track", place, track)``. Only opposing trains exclude each other on a
    stretch: `along` is the direction there, True elsewhere. The hold of a track ends with its reset.
    """

    resource: tuple[str | int, ...]
    from_s: float
    until_s: float
    along: bool


class Pass(NamedTuple):
    """A train at a place: arrival and departure on any one axis of seconds, and its track."""

    place: str
    arrive_s: int
    depart_s: int
    track: str


class Lie:
    """How places of a network are joined; built once, asked often."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.stretch_of = stretches(network)
        self._between: dict[tuple[str, str], PathSection] = {}
        for section in sorted(network.sections.values(), key=lambda item: item.id):
            self._between.setdefault((section.start, section.end), PathSection(section, True))
            self._between.setdefault((section.end, section.start), PathSection(section, False))
        self._signals = {key: way.signal_m for key, way in self._between.items()}

    def between(self, place: str, following: str) -> PathSection | None:
        """The section from one place to the next as travelled, None where they are not neighbours."""
        return self._between.get((place, following))

    def block_holds(
        self, way: PathSection, depart_s: int, arrive_s: int, complete_at_s: int, length_m: float
    ) -> list[Hold]:
        """Holds of a section's blocks by a train of this length that leaves, arrives and completes then."""
        section = way.section
        ends = (section.start, section.end) if way.forward else (section.end, section.start)
        signals = self._signals[ends]
        times = block_times_s(depart_s, arrive_s, complete_at_s, section.length_m, signals, length_m)
        after_s = section.block.clearing_s + section.block.release_s
        before_s = section.block.setting_s
        return [
            Hold(
                (BLOCK, section.id, way.track, number if way.forward else len(signals) - number),
                entered_s - before_s,
                cleared_s + after_s,
                True,
            )
            for number, (entered_s, cleared_s) in enumerate(times)
        ]

    def track_holds(self, place: str, track: str, from_s: int, left_at_s: int) -> list[Hold]:
        """The hold of a track and its reset; none where trains cannot stand."""
        here = self.network.places[place]
        if not here.standable:
            return []
        return [Hold((TRACK, place, track), from_s, left_at_s + here.reset_s, True)]

    def stretch(self, way: PathSection) -> tuple[Stretch, bool] | None:
        """The stretch of a section and the direction in it, None on double line."""
        stretch = self.stretch_of.get(way.section.id)
        return None if stretch is None else (stretch, stretch.along(way.section.id, way.forward))


def holds_of(lie: Lie, passes: Sequence[Pass], length_m: float) -> list[Hold]:
    """Everything that a train holds on its way.

    Parameters
    ----------
    lie : Lie
    passes : sequence of Pass
        At least two, neighbours joined by a section.
    length_m : float
        Length of the train.

    Raises
    ------
    KeyError
        If two neighbours are not joined (the caller checks its input).
    """
    holds: list[Hold] = []
    completes: list[int] = []
    last = len(passes) - 1
    for index, (here, following) in enumerate(pairwise(passes)):
        way = lie.between(here.place, following.place)
        if way is None:
            raise KeyError(f"no section between {here.place} and {following.place}")
        section_m = way.section.length_m
        stands = following.depart_s > following.arrive_s or index + 1 == last
        completes.append(complete_s(following.arrive_s, here.depart_s, section_m, length_m, stands))
        holds += lie.block_holds(way, here.depart_s, following.arrive_s, completes[-1], length_m)
        left_at_s = left_s(here.depart_s, following.arrive_s, section_m, length_m)
        held_from_s = here.depart_s if index == 0 else here.arrive_s
        holds += lie.track_holds(here.place, here.track, held_from_s, left_at_s)
    end = passes[last]
    holds += lie.track_holds(end.place, end.track, end.arrive_s, end.arrive_s)
    return holds + _stretch_holds(lie, passes, completes)


def _stretch_holds(lie: Lie, passes: Sequence[Pass], completes: Sequence[int]) -> list[Hold]:
    """One hold for each stretch run through, from its first section's setting to its last one's release."""
    holds: list[Hold] = []
    joined = False
    for (here, following), complete_at_s in zip(pairwise(passes), completes, strict=True):
        way = lie.between(here.place, following.place)
        found = lie.stretch(way) if way is not None else None
        if way is None or found is None:
            joined = False
            continue
        block = way.section.block
        resource, until_s = (STRETCH, found[0].id), complete_at_s + block.clearing_s + block.release_s
        goes_on = joined and not lie.network.places[here.place].standable
        if goes_on and (holds[-1].resource, holds[-1].along) == (resource, found[1]):
            holds[-1] = holds[-1]._replace(until_s=until_s)
        else:
            holds.append(Hold(resource, here.depart_s - block.setting_s, until_s, found[1]))
        joined = True
    return holds
