"""Insert one train into synthetic traffic: the earliest conflict-free way after its drawn departure."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from railcade.network import PathSection, Place
from railcade.plan.occupation.booked import complete_s, left_s
from railcade.plan.traffic.holds import BLOCK, DAY_S, STRETCH, Hold, Lie, Pass, holds_of
from railcade.plan.traffic.parts import section_run_s

STEP_S = 60
MAX_POPS = 2_000


class Ledger:
    """What is held already, every day anew; no block is held longer than `max_share` of a day."""

    def __init__(self, max_share: float) -> None:
        self._held: dict[tuple[str | int, ...], list[tuple[float, float]]] = defaultdict(list)
        self._occupied_s: dict[tuple[str | int, ...], float] = defaultdict(float)
        self._max_occupied_s = max_share * DAY_S

    def free(self, hold: Hold) -> bool:
        """Whether nobody else holds the resource then, on any day, and its day is not too full."""
        from_s = hold.from_s
        length_s = hold.until_s - from_s
        if length_s >= DAY_S:
            return False
        key = hold.resource
        if key[0] == BLOCK and self._occupied_s[key] + length_s > self._max_occupied_s:
            return False
        if key[0] == STRETCH:
            key = (*key, not hold.along)
        for other_from_s, other_length_s in self._held[key]:
            later_s = (other_from_s - from_s) % DAY_S
            if later_s < length_s or DAY_S - later_s < other_length_s:
                return False
        return True

    def add(self, holds: Iterable[Hold]) -> None:
        """Enter the holds of an inserted train."""
        for hold in holds:
            length_s = hold.until_s - hold.from_s
            key = (*hold.resource, hold.along) if hold.resource[0] == STRETCH else hold.resource
            self._held[key].append((hold.from_s % DAY_S, length_s))
            self._occupied_s[key] += length_s


@dataclass(frozen=True, slots=True)
class Errand:
    """A train to be inserted.

    `dwells_s` maps the places where it stands by itself to its dwell; elsewhere it stands only to
    wait. `depart_s` is the earliest departure, `max_wait_s` bounds all its waiting together.
    """

    places: tuple[str, ...]
    kind: str
    length_m: float
    depart_s: int
    dwells_s: dict[str, int]
    max_wait_s: int


@dataclass(frozen=True, slots=True)
class _Label:
    """A train about to leave (or pass) place `index`; `chain` holds the places before."""

    index: int
    arrive_s: int
    depart_s: int
    stands: bool
    waited_s: int
    stretch_from_s: int
    chain: tuple[Pass, ...]


class Insertion:
    """One search. Labels leave the queue by the earliest possible arrival at the end (A*)."""

    def __init__(self, lie: Lie, ledger: Ledger, errand: Errand) -> None:
        self.lie, self.ledger, self.errand = lie, ledger, errand
        self.places: list[Place] = [lie.network.places[place] for place in errand.places]
        self.ways: list[PathSection] = [
            way
            for here, following in zip(errand.places[:-1], errand.places[1:], strict=True)
            if (way := lie.between(here, following)) is not None
        ]
        self.runs_s = [
            [
                [section_run_s(way.section, errand.kind, starts, stops) for stops in (False, True)]
                for starts in (False, True)
            ]
            for way in self.ways
        ]
        self.rest_s = self._least_rest_s()
        self._queue: list[tuple[int, int, int, _Label]] = []
        self._seen: set[tuple[int, int, int, bool, int]] = set()

    def _least_rest_s(self) -> list[int]:
        """Least time from each place to the end, its own dwell apart."""
        rest_s = [0] * len(self.places)
        last = len(self.ways)
        for index in range(last - 1, -1, -1):
            following = self.places[index + 1].id
            dwell_s = self.errand.dwells_s.get(following, 0)
            stops = bool(dwell_s) or index + 1 == last
            starts = index == 0 or bool(self.errand.dwells_s.get(self.places[index].id))
            rest_s[index] = rest_s[index + 1] + dwell_s + self.runs_s[index][starts][stops]
        return rest_s

    def run(self) -> tuple[Pass, ...] | None:
        """The train's places with times and tracks, None where no way was found."""
        start_s = self.errand.depart_s
        self._push(_Label(0, start_s, start_s, True, 0, start_s, ()))
        for _ in range(MAX_POPS):
            if not self._queue:
                return None
            label = heapq.heappop(self._queue)[-1]
            if label.index == len(self.ways):
                return label.chain
            self._wait(label)
            for stands in self._choices(label.index + 1):
                following = self._onward(label, stands)
                if following is not None:
                    self._push(following)
        return None

    def _push(self, label: _Label) -> None:
        key = (label.index, label.arrive_s, label.depart_s, label.stands, label.stretch_from_s)
        if key not in self._seen:
            self._seen.add(key)
            end_s = label.depart_s + self.rest_s[label.index]
            heapq.heappush(self._queue, (end_s, -label.index, len(self._seen), label))

    def _wait(self, label: _Label) -> None:
        """Queue the same stand with a departure one step later; at the origin the train comes later."""
        waited_s = label.waited_s + STEP_S
        if label.stands and waited_s <= self.errand.max_wait_s:
            depart_s = label.depart_s + STEP_S
            arrive_s = depart_s if label.index == 0 else label.arrive_s
            self._push(
                _Label(label.index, arrive_s, depart_s, True, waited_s, label.stretch_from_s, label.chain)
            )

    def _choices(self, index: int) -> tuple[bool, ...]:
        """Whether the train may pass (False), may stand (True) at a place."""
        if index == len(self.ways) or self.places[index].id in self.errand.dwells_s:
            return (True,)
        fits = any(track.length_m >= self.errand.length_m for track in self.places[index].tracks)
        return (False, True) if self.places[index].standable and fits else (False,)

    def _onward(self, label: _Label, stands: bool) -> _Label | None:
        """Run the next section, if all that it takes is free."""
        index, way = label.index, self.ways[label.index]
        length_m, section = self.errand.length_m, way.section
        arrive_s = label.depart_s + self.runs_s[index][label.stands][stands]
        complete_at_s = complete_s(arrive_s, label.depart_s, section.length_m, length_m, stands)
        left_at_s = left_s(label.depart_s, arrive_s, section.length_m, length_m)
        track = self._track(label.index, label.arrive_s, left_at_s, label.stands)
        blocks = self.lie.block_holds(way, label.depart_s, arrive_s, complete_at_s, length_m)
        if track is None or not all(self.ledger.free(hold) for hold in blocks):
            return None
        stretch_from_s = label.stretch_from_s
        found = self.lie.stretch(way)
        if found is not None:
            if self._enters(index):
                stretch_from_s = label.depart_s - section.block.setting_s
            until_s = complete_at_s + section.block.clearing_s + section.block.release_s
            if not self.ledger.free(Hold((STRETCH, found[0].id), stretch_from_s, until_s, found[1])):
                return None
        here = Pass(self.places[index].id, label.arrive_s, label.depart_s, track)
        return self._arrived(label, here, arrive_s, stands, stretch_from_s)

    def _enters(self, index: int) -> bool:
        """Whether a new stretch begins where section `index` is entered."""
        if index == 0 or self.places[index].standable:
            return True
        before, here = self.lie.stretch(self.ways[index - 1]), self.lie.stretch(self.ways[index])
        return before is None or here is None or before[0].id != here[0].id

    def _arrived(
        self, label: _Label, here: Pass, arrive_s: int, stands: bool, stretch_from_s: int
    ) -> _Label | None:
        """The label at the next place; None where it would wait too long, or finds no track at the end."""
        index = label.index + 1
        chain = (*label.chain, here)
        if index == len(self.ways):
            track = self._track(index, arrive_s, arrive_s, True)
            if track is None:
                return None
            chain = (*chain, Pass(self.places[index].id, arrive_s, arrive_s, track))
            return _Label(index, arrive_s, arrive_s, True, label.waited_s, stretch_from_s, chain)
        depart_s, waited_s = arrive_s, label.waited_s
        if stands:
            dwell_s = self.errand.dwells_s.get(here_id := self.places[index].id, 0)
            depart_s = STEP_S * -(-(arrive_s + max(dwell_s, STEP_S)) // STEP_S)
            waited_s += 0 if here_id in self.errand.dwells_s else depart_s - arrive_s
        if waited_s > self.errand.max_wait_s:
            return None
        return _Label(index, arrive_s, depart_s, stands, waited_s, stretch_from_s, chain)

    def _track(self, index: int, from_s: int, left_at_s: int, stands: bool) -> str | None:
        """The first free track that fits, "" where there is none to hold, None where all are taken."""
        place = self.places[index]
        if not place.standable:
            return ""
        for track in place.tracks:
            if stands and track.length_m < self.errand.length_m:
                continue
            holds = self.lie.track_holds(place.id, track.id, from_s, left_at_s)
            if all(self.ledger.free(hold) for hold in holds):
                return track.id
        return None


def inserted(lie: Lie, ledger: Ledger, errand: Errand) -> tuple[Pass, ...] | None:
    """Find a way for a train and enter it in the ledger; None where there is none."""
    chain = Insertion(lie, ledger, errand).run()
    if chain is not None:
        ledger.add(holds_of(lie, chain, errand.length_m))
    return chain
