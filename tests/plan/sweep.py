"""A brute-force sweep over who holds what: `docs/occupation.md` 2-4 read once more, pair by pair."""

from __future__ import annotations

from itertools import combinations
from math import ceil

from railcade.network import Network
from railcade.timetable import BookedTrain, Timetable

DAY_S = 86_400
OFFSET_S = {"Asia/Pyongyang": 32_400, "Asia/Vladivostok": 36_000}
Span = tuple[float, float]
Claim = tuple[str, str, bool, float, float]


def chains(network: Network) -> dict[str, frozenset[str]]:
    """Single-line sections that hang together at places where no train can stand."""
    group = {key: {key} for key, section in network.sections.items() if section.tracks == 1}
    for place in network.places.values():
        touching = network.sections_at[place.id]
        if not place.standable and len(touching) == 2 and all(item.tracks == 1 for item in touching):
            merged = group[touching[0].id] | group[touching[1].id]
            for key in merged:
                group[key] = merged
    return {key: frozenset(keys) for key, keys in group.items()}


def claims(network: Network, train: BookedTrain) -> list[Claim]:
    """(train, resource, direction, from, until) of a train in UTC; a track is held without its reset.

    Directions are those of the sections: all of a line are drawn one way.
    """
    found: list[Claim] = []
    chain_of = chains(network)
    times = [(p.arrive_s - OFFSET_S[train.zone], p.depart_s - OFFSET_S[train.zone]) for p in train.points]
    last = len(times) - 1
    stretch: tuple[frozenset[str], float] | None = None
    for i in range(last):
        ids = {train.points[i].place, train.points[i + 1].place}
        section = next(item for item in network.sections.values() if {item.start, item.end} == ids)
        forward = section.start == train.points[i].place
        (arrive, depart), (then, later) = times[i], times[i + 1]
        run, share = then - depart, train.length_m * (then - depart) / section.length_m
        clear = then if later > then or i + 1 == last else then + ceil(share)
        after = section.block.clearing_s + section.block.release_s
        bounds = [0.0, *section.block.signal_m, section.length_m]
        for number, (low, high) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
            near, far = (low, high) if forward else (section.length_m - high, section.length_m - low)
            entered = depart + run * near / section.length_m
            cleared = clear if far == section.length_m else depart + run * far / section.length_m + share
            way = "" if section.tracks == 1 else f" {forward}"
            name = f"block {section.id} {number}{way}"
            found.append((train.id, name, True, entered - section.block.setting_s, cleared + after))
        place = network.places[train.points[i].place]
        if place.standable:
            name = f"track {place.id} {train.points[i].track}"
            found.append((train.id, name, True, depart if i == 0 else arrive, depart + ceil(share)))
        chain = chain_of.get(section.id)
        if chain is None:
            stretch = None
            continue
        if stretch is None or stretch[0] != chain or place.standable:
            stretch = (chain, depart - section.block.setting_s)
        found.append((train.id, f"chain {min(chain)}", forward, stretch[1], clear + after))
    end = train.points[-1]
    found.append((train.id, f"track {end.place} {end.track}", True, times[-1][0], times[-1][0]))
    return found


def conflicts(network: Network, timetable: Timetable) -> list[tuple[str, str, str]]:
    """(resource, train, train) of every pair that holds one thing together on some pair of days."""
    found = []
    by_resource: dict[str, list[Claim]] = {}
    for train in timetable.trains:
        for claim in claims(network, train):
            by_resource.setdefault(claim[1], []).append(claim)
    for resource, held in by_resource.items():
        kind, name = resource.split()[:2]
        reset_s = network.places[name].reset_s if kind == "track" else 0
        for one, two in combinations(held, 2):
            if one[0] == two[0] or (kind == "chain" and one[2] == two[2]):
                continue
            if any(_meet(one[3:], two[3:], shift * DAY_S, reset_s) for shift in range(-3, 4)):
                found.append((resource, one[0], two[0]))
    return found


def _meet(one: Span, two: Span, shift_s: int, reset_s: int) -> bool:
    first, second = sorted([one, (two[0] + shift_s, two[1] + shift_s)])
    return second[0] - first[1] < reset_s


def busiest_share(network: Network, timetable: Timetable) -> float:
    """Largest share of a day for which one block is held."""
    held: dict[str, float] = {}
    for train in timetable.trains:
        for _, resource, _, from_s, until_s in claims(network, train):
            if resource.startswith("block"):
                held[resource] = held.get(resource, 0.0) + until_s - from_s
    return max(held.values(), default=0.0) / DAY_S
