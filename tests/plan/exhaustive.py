"""All plans of a tiny world, tried one by one: what the joint search must not be beaten by.

The rules are written down once more from docs/occupation.md, on the events of the roles' runs; times step by
the publish step. Nothing of spacing, contacts, problem, search or kernels is used.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from railcade.network import Path, make_path
from railcade.plan.joint.pacing import make_timelines
from railcade.plan.joint.planner import Things
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.timetable import BookedTrain
from tests.plan.toys import NINE

Key = tuple[int, int, int]
Use = tuple[str, float, float]


@dataclass(frozen=True)
class Held:
    """A train with its departures shifted: cost, and when it is where."""

    cost: int
    cells: tuple[tuple[str, bool, float, float], ...]
    uses: tuple[Use, ...]
    spans: Mapping[frozenset[str], tuple[bool, float, float, str, str]]


@dataclass(frozen=True)
class Moved:
    """The movement with its departures set: journey, departure, times by role."""

    journey_s: int
    depart_s: int
    departs: tuple[tuple[int, ...], ...]
    uses: tuple[Use, ...]


def best_key(things: Things) -> Key | None:
    """The best objective over everything, or None if no plan exists."""
    path = make_path(things.network, things.way)
    timelines = make_timelines(things.movement, path, things.fleet)
    moves = sorted(movements(things, path, timelines), key=lambda m: (m.journey_s, m.depart_s))
    trains = [sorted(held_ways(things, train), key=lambda h: h.cost) for train in things.timetable.trains]
    best: Key | None = None
    for move in moves:
        if best is not None and sum(row[0].cost for row in trains if row) > best[0]:
            continue
        rows = [[h for h in row if apart(things, path, timelines, move, h)] for row in trains]
        for cost in _costs(things, move, rows, best):
            best = (cost, move.journey_s, move.depart_s)
            break
    return best


def _costs(things: Things, move: Moved, rows: Sequence[Sequence[Held]], best: Key | None) -> Iterator[int]:
    """Costs of combinations that go together and beat the best so far, cheapest first."""
    if not all(rows):
        return
    start = (0,) * len(rows)
    queue = [(sum(row[0].cost for row in rows), start)]
    seen = {start}
    while queue:
        cost, picks = heapq.heappop(queue)
        if best is not None and (cost, move.journey_s, move.depart_s) >= best:
            return
        chosen = [row[i] for row, i in zip(rows, picks, strict=True)]
        pairs = [(a, b) for i, a in enumerate(chosen) for b in chosen[i + 1 :]]
        if all(_free(things, a, b) for a, b in pairs) and _fits(
            things, [move.uses, *(h.uses for h in chosen)]
        ):
            yield cost
        for i, row in enumerate(rows):
            following = (*picks[:i], picks[i] + 1, *picks[i + 1 :])
            if following[i] < len(row) and following not in seen:
                seen.add(following)
                heapq.heappush(queue, (cost - row[picks[i]].cost + row[following[i]].cost, following))


def _work(things: Things, section: str) -> tuple[int, int]:
    block = things.network.sections[section].block
    return block.setting_s, block.clearing_s + block.release_s


def held_ways(things: Things, train: BookedTrain) -> Iterator[Held]:
    """Every way to hold a train, in steps."""
    step_s, weight = things.movement.publish_step_s, things.pack.weights[train.kind]
    zero_s = NINE - 9 * 3600
    points = train.points
    chains = {key: _chain(things, key) for key in things.network.sections}
    stands = [i for i, p in enumerate(points[:-1]) if things.network.places[p.place].standable]
    most = things.pack.max_delay_s // step_s
    for shifts in product(range(most + 1), repeat=len(stands)):
        if any(a > b for a, b in zip(shifts[:-1], shifts[1:], strict=True)):
            continue
        shift = [
            step_s * max([s for at, s in zip(stands, shifts, strict=True) if at <= i])
            for i in range(len(points))
        ]
        came = [shift[max(0, i - 1)] for i in range(len(points))]
        cells, uses = [], []
        for i in range(len(points) - 1):
            a, b = points[i], points[i + 1]
            section = next(s for s in things.network.sections_at[a.place] if b.place in (s.start, s.end))
            run = b.arrive_s - a.depart_s
            tail = ceil(train.length_m * run / section.length_m)
            leave = zero_s + a.depart_s + shift[i]
            booked_stand = i + 2 == len(points) or b.depart_s > b.arrive_s
            done = leave + run + (0 if booked_stand else tail)
            cells.append((section.id, section.start == a.place, leave, done))
            if things.network.places[a.place].standable:
                arrive = zero_s + a.arrive_s + came[i] if i else leave
                uses.append((a.place, arrive, leave + tail))
        end = zero_s + points[-1].arrive_s + came[-1]
        uses.append((points[-1].place, end, end))
        yield Held(weight * int(came[-1]), tuple(cells), tuple(uses), _spans(chains, cells))


def _chain(things: Things, section: str) -> frozenset[str]:
    """Sections joined to one at places where no train can stand."""
    group, grown = {section}, True
    while grown:
        grown = False
        for item in things.network.sections.values():
            for other in list(group):
                near = things.network.sections[other]
                shared = {item.start, item.end} & {near.start, near.end}
                if item.id not in group and any(not things.network.places[p].standable for p in shared):
                    group.add(item.id)
                    grown = True
    return frozenset(group)


def _spans(
    chains: Mapping[str, frozenset[str]], cells: Sequence[tuple[str, bool, float, float]]
) -> dict[frozenset[str], tuple[bool, float, float, str, str]]:
    """When a train is on each chain: way, entry, leaving, first and last section."""
    spans: dict[frozenset[str], tuple[bool, float, float, str, str]] = {}
    for section, forward, leave, done in cells:
        old = spans.get(chains[section])
        new = (forward, leave, done, section, section) if old is None else (*old[:2], done, old[3], section)
        spans[chains[section]] = new
    return spans


def _free(things: Things, a: Held, b: Held) -> bool:
    """Two other trains: one in a block, none against the other on a chain (single line throughout)."""
    for sa, fa, ea, da in a.cells:
        for sb, fb, eb, db in b.cells:
            if sa == sb and fa == fb:
                setting, after = _work(things, sa)
                if ea - setting < db + after and eb - setting < da + after:
                    return False
    for chain, (way, enter, leave, first, last) in a.spans.items():
        other = b.spans.get(chain)
        if other is None or other[0] == way:
            continue
        if enter - _work(things, first)[0] < other[2] + sum(_work(things, other[4])[1:]) and (
            other[1] - _work(things, other[3])[0] < leave + _work(things, last)[1]
        ):
            return False
    return True


def _fits(things: Things, users: Sequence[Sequence[Use]]) -> bool:
    """No place holds more than its tracks, reset time kept."""
    by_place: dict[str, list[tuple[float, float]]] = {}
    for uses in users:
        for place, arrive, leave in uses:
            by_place.setdefault(place, []).append((arrive, leave + things.network.places[place].reset_s))
    for name, spans in by_place.items():
        most = max(sum(a <= at < b for a, b in spans) for at, _ in spans)
        if most > len(things.network.places[name].tracks):
            return False
    return True


def _both(departs: Sequence[int], offset: Offset) -> tuple[float, float]:
    return departs[offset.leg] + offset.exact_s, departs[offset.leg] + offset.published_s


def apart(things: Things, path: Path, timelines: Sequence[Timeline], move: Moved, held: Held) -> bool:
    """The movement and another train: ahead of the window, or behind it, on every chain they share."""
    rule = things.pack.protection[0]
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    ahead: dict[frozenset[str], bool] = {}
    behind: dict[frozenset[str], bool] = {}
    for chain, (forward, enter, leave, first, _) in held.spans.items():
        shared = sorted(index[s] for s in chain if s in index)
        if not shared:
            continue
        along = path.sections[index[first]].forward == forward
        if along:
            gone = [(index[s], done) for s, _, _, done in held.cells if s in chain]
            come = [(index[s], at) for s, _, at, _ in held.cells if s in chain]
        else:
            gone, come = [(shared[0], leave)], [(shared[-1], enter)]
        setting, after = _work(things, first)
        before_s = max(rule.before_s, setting) + after if not along else max(rule.before_s, setting + after)
        after_s = max(rule.after_s, setting + after)
        opens = {i: min(_both(move.departs[0], timelines[0].depart[i])) for i, _ in gone}  # type: ignore[arg-type]
        closes = {i: max(_both(move.departs[-1], timelines[-1].complete[i])) for i, _ in come}
        ahead[chain] = all(opens[i] >= done + before_s for i, done in gone)
        behind[chain] = all(at >= closes[i] + after_s for i, at in come)
    return all(ahead[chain] or behind[chain] for chain in ahead)


def movements(things: Things, path: Path, timelines: Sequence[Timeline]) -> Iterator[Moved]:
    """Every setting of the departures of advance and principal that keeps the movement's own rules."""
    movement, step_s = things.movement, things.movement.publish_step_s
    spacing = things.pack.spacing
    window = range(movement.depart_earliest_s, movement.depart_latest_s + 1, step_s)
    extras = [range(0, stop.extra_s + 1, step_s) for stop in movement.stops]
    chains = [list(product(*extras)) for _ in timelines]
    for start, own in product(window, chains[1]):
        principal = _departs(movement.stops, timelines[1], start, own)
        for lead in range(0, spacing.validity_s + 1, step_s):
            for other in chains[0]:
                departs = (_departs(movement.stops, timelines[0], start - lead, other), principal)
                if _kept(things, path, timelines, departs):
                    yield _moved(things, path, timelines, departs)


def _departs(
    stops: Sequence[object], timeline: Timeline, start: int, extra: Sequence[int]
) -> tuple[int, ...]:
    departs = [start]
    for i, stop in enumerate(stops):
        arrive = timeline.arrive[timeline.legs[i].last]
        departs.append(int(departs[-1] + arrive.published_s + stop.dwell_s + extra[i]))  # type: ignore[union-attr,attr-defined]
    return tuple(departs)


def _moved(
    things: Things, path: Path, timelines: Sequence[Timeline], departs: tuple[tuple[int, ...], ...]
) -> Moved:
    uses: list[Use] = []
    for timeline, own in zip(timelines, departs, strict=True):
        for i, place in enumerate(path.places):
            if place.standable:
                first = timeline.arrive[i] or timeline.depart[i]
                last = timeline.left[i] or timeline.arrive[i]
                if first is not None and last is not None:
                    uses.append((place.id, int(min(_both(own, first))), ceil(max(_both(own, last)) - 1e-9)))
    arrive = timelines[1].arrive[-1]
    end = departs[1][-1] + int(arrive.published_s)  # type: ignore[union-attr]
    return Moved(end - departs[1][0], departs[1][0], departs, tuple(uses))


def _kept(
    things: Things, path: Path, timelines: Sequence[Timeline], departs: tuple[tuple[int, ...], ...]
) -> bool:
    """Lead, blocks, reports and validity, exact and published, between the two roles."""
    a, p = timelines
    spacing = things.pack.spacing
    end = departs[1][-1] + int(p.arrive[-1].published_s)  # type: ignore[union-attr]
    if end > things.movement.arrive_latest_s:
        return False

    def gap(first: Offset | None, second: Offset | None) -> tuple[float, float]:
        if first is None or second is None:
            return spacing.lead_s, spacing.lead_s
        early, late = _both(departs[0], first), _both(departs[1], second)
        return late[0] - early[0], late[1] - early[1]

    for i in range(len(path.places)):
        if min(*gap(a.depart[i], p.depart[i]), *gap(a.arrive[i], p.arrive[i])) < spacing.lead_s:
            return False
    for i, item in enumerate(path.sections):
        setting, after = _work(things, item.section.id)
        for first, second in zip(a.blocks[i], p.blocks[i], strict=True):
            if min(gap(first.clear, second.enter)) < setting + after:
                return False
        if max(gap(a.complete[i], p.complete[i])) > spacing.validity_s:
            return False
        if min(gap(a.complete[i], things_braking(things, path, p, i))) < spacing.latency.total_s:
            return False
    return True


def things_braking(things: Things, path: Path, principal: Timeline, section: int) -> Offset:
    """Where the principal can last be stopped: physics, taken from the product."""
    from railcade.plan.joint.spacing import braking_offset

    return braking_offset(principal, path, section, things.pack)


def earliest_alone(things: Things, path: Path, timeline: Timeline, held: Held) -> int | None:
    """The first departure of one role that keeps clear of another train, as if it ran alone."""
    step_s, lead_s = things.movement.publish_step_s, things.pack.spacing.lead_s
    first, last = things.movement.depart_earliest_s - lead_s, things.movement.depart_latest_s
    for depart_s in range(first, last + 1, step_s):
        move = Moved(0, depart_s, ((depart_s,),), ())
        if apart(things, path, (timeline,), move, held):
            return depart_s
    return None
