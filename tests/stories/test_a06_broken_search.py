"""A search with one piece broken: the independent check refuses its plan, with rule and place.

Each case names what is broken, a world in which it matters, and the rule that must speak. The same worlds
are planned and hold when nothing is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from railcade.motion import trainrun
from railcade.network import Network, Place
from railcade.plan.joint import contact, others, pacing, planner, roles, spacing
from railcade.plan.joint.planner import Things
from railcade.plan.joint.search import Solution
from railcade.plan.joint.spacing import Bound, RolePair
from railcade.plan.occupation import timeline
from railcade.plan.request import StopRequest
from railcade.plan.rows import assemble
from railcade.timetable import BookedTrain
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_pack, toy_things, toy_train
from tests.stories.crossing import Crossing, over_the_border
from tests.stories.told import held, tell

THREE = {"advance": 80.0, "principal": 60.0, "follow_up": 60.0}
TRACKS = [4, 4, 4, 4, 4]
DOWN = ("p4", "p3", "p2", "p1", "p0")
Break = Callable[[pytest.MonkeyPatch], None]


def booked(number: str, kind: str, start_min: int, way: tuple[str, ...], track: str) -> BookedTrain:
    rows = [(place, 0, 8 if place != way[-1] else 0) for place in way]
    train = toy_train(number, kind, start_min, rows)
    return replace(train, points=tuple(replace(point, track=track) for point in train.points))


def busy() -> Things:
    """One train comes towards the movement and must wait, one follows it and must then wait for that one."""
    trains = [
        booked("2002", "freight", -4, DOWN, "2"),
        booked("2001", "freight", 32, DOWN[::-1], "3"),
    ]
    stop = StopRequest("p2", 600, 300, "test")
    network = line_network([5000.0] * 4, TRACKS, LineStyle(limit_mps=25.0))
    return toy_things(network, Ask(THREE, (stop,)), trains, toy_pack(max_delay_s=7200))


def short_track() -> Things:
    """Track 1 at the stop is too short for any of the trains, the others are not."""
    things = busy()
    place = things.network.places["p2"]
    tracks = (replace(place.tracks[0], length_m=150.0), *place.tracks[1:])
    return replace(things, network=with_place(things.network, replace(place, tracks=(*tracks, extra(place)))))


def extra(place: Place) -> Any:
    return replace(place.tracks[0], id="5")


def with_place(network: Network, place: Place) -> Network:
    return replace(network, places={**network.places, place.id: place})


def wide_margin() -> Things:
    """Reports bind more than the lead: a margin of 4 km before what was not reported."""
    pack = toy_pack()
    pack = replace(pack, spacing=replace(pack.spacing, margin_m=4000.0, lead_s=60))
    things = toy_things(
        line_network([5000.0] * 4, TRACKS), Ask({"advance": 60.0, "principal": 60.0}), (), pack
    )
    return things


def outstays() -> Things:
    """The principal stands for 9 min while the advance train goes on: just too long for the sweep."""
    stop = StopRequest("p2", 540, 120, "test", ("principal",))
    return toy_things(line_network([5000.0] * 4, TRACKS), Ask({"advance": 60.0, "principal": 60.0}, (stop,)))


def border() -> Things:
    return over_the_border(Crossing())


def too_close(patch: pytest.MonkeyPatch) -> None:
    whole = planner.minimum_bounds

    def five_minutes_less(pair: RolePair) -> Iterator[Bound]:
        return (replace(bound, value_s=bound.value_s - 300) for bound in whole(pair))

    patch.setattr(planner, "minimum_bounds", five_minutes_less)


def no_maximum(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planner, "maximum_bounds", lambda pair: iter(()))


def no_blocks_between_roles(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spacing, "block_bounds", lambda pair, section: iter(()))


def no_reports(patch: pytest.MonkeyPatch) -> None:
    whole = spacing.report_bound
    patch.setattr(spacing, "report_bound", lambda *a: replace(whole(*a), value_s=-1e6))
    patch.setattr(spacing, "block_bounds", lambda pair, section: iter(()))


def no_contacts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(contact.Meeting, "contacts", lambda self, services: [])


def no_windows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(contact, "rules_for", lambda pack, kind, train_kind: iter(()))


def a_window_row_lost(patch: pytest.MonkeyPatch) -> None:
    whole = assemble.protection_rows
    patch.setattr(assemble, "protection_rows", lambda settled: whole(settled)[1:])


def no_lines(patch: pytest.MonkeyPatch) -> None:
    whole = planner.make_problem

    def without(*args: Any) -> Any:
        problem = whole(*args)
        none = problem.world.lines._replace(start=np.zeros(1, dtype=np.int64))
        return replace(problem, world=problem.world._replace(lines=none))

    patch.setattr(planner, "make_problem", without)


def one_track_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planner, "assign_tracks", lambda place, holds: {hold.user: "1" for hold in holds})


def tracks_by_number(patch: pytest.MonkeyPatch) -> None:
    whole = planner.assign_tracks
    patch.setattr(
        planner, "assign_tracks", lambda place, holds: whole(place, [replace(h, length_m=0.0) for h in holds])
    )


def pace_removed(patch: pytest.MonkeyPatch) -> None:
    whole = pacing._Legs.paced

    def free(self: Any, formation: Any, first: int, last: int, duration_s: float) -> Any:
        course = self.course(formation, first, last)
        run = trainrun(course.train, self.path, self.settings(first, last))
        return run, whole(self, formation, first, last, duration_s)[1]

    patch.setattr(pacing._Legs, "paced", free)


def rounded_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(timeline, "nearest", timeline.up)


def early(patch: pytest.MonkeyPatch) -> None:
    whole = planner.add_services

    def sooner(constraints: Any, *args: Any) -> Any:
        trains = whole(constraints, *args)
        for train in trains:
            for node in train.departs:
                constraints.earliest_s[node] -= 600
        return trains

    patch.setattr(planner, "add_services", sooner)


def let_go(patch: pytest.MonkeyPatch) -> None:
    whole = planner.solve

    def never_held(problem: Any, max_nodes: int) -> Any:
        found = whole(problem, max_nodes)
        assert isinstance(found, Solution)
        times_s = found.times_s.copy()
        nodes = {use.leave_node for use in problem.uses if use.user[0] == "service"}
        for node in nodes:
            times_s[node] = problem.earliest_s[node]
        return replace(found, times_s=times_s)

    patch.setattr(planner, "solve", never_held)


def short_stops(patch: pytest.MonkeyPatch) -> None:
    whole = roles.stop_of
    patch.setattr(
        roles, "stop_of", lambda *a: replace(stop, dwell_s=60) if (stop := whole(*a)) is not None else None
    )


def more_jack_tracks(patch: pytest.MonkeyPatch) -> None:
    whole = planner.make_path

    def path(network: Any, way: Any) -> Any:
        places = {key: replace(place, jack_tracks=9) for key, place in network.places.items()}
        return whole(replace(network, places=places), way)

    patch.setattr(planner, "make_path", path)


def no_wait_to_form_up(patch: pytest.MonkeyPatch) -> None:
    whole = roles._reform

    def at_once(constraints: Any, movement: Any, *args: Any) -> None:
        hurried = replace(movement, border=replace(movement.border, reform_s=0))
        whole(constraints, hurried, *args)

    patch.setattr(roles, "_reform", at_once)


def departs_any_time(patch: pytest.MonkeyPatch) -> None:
    whole = roles._programme

    def later(constraints: Any, movement: Any, *args: Any) -> None:
        start_s = movement.depart_latest_s + 1200
        moved = replace(movement, depart_earliest_s=start_s, depart_latest_s=start_s)
        whole(constraints, moved, *args)

    patch.setattr(roles, "_programme", later)


def running_times_halved(patch: pytest.MonkeyPatch) -> None:
    whole = others.PatternBook._hop

    def hurried(*args: Any) -> Any:
        hop = whole(*args)
        return replace(hop, run_s=hop.run_s // 2)

    patch.setattr(others.PatternBook, "_hop", hurried)


@dataclass(frozen=True)
class Case:
    """A world, what is broken in it, the rule that must refuse, and where."""

    world: Callable[[], Things]
    broken: Break
    rule: str
    where: str


CASES = (
    Case(busy, too_close, "LEAD", "p0-p1"),
    Case(busy, too_close, "REPORT", "p0-p1"),
    Case(outstays, no_maximum, "VALIDITY", "p2-p3"),
    Case(busy, no_blocks_between_roles, "BLOCK-SPACING", "p0-p1"),
    Case(wide_margin, no_reports, "REPORT", "p0-p1"),
    Case(busy, no_contacts, "MOVEMENT", "p1-p2"),
    Case(busy, no_contacts, "STRETCH", "p1-p2"),
    Case(busy, no_windows, "SAME-LINE", "p2-p3"),
    Case(busy, a_window_row_lost, "PROTECTION", "p0-p1"),
    Case(busy, no_lines, "STRETCH", "p0-p1"),
    Case(busy, one_track_for_all, "TRACK", "p2"),
    Case(short_track, tracks_by_number, "FIT", "p2"),
    Case(busy, pace_removed, "MOTION-LIMIT", "advance p0 to p2 at km"),
    Case(busy, rounded_up, "ROUNDING", "advance at p1"),
    Case(busy, early, "OTHER-BOOKED", "2002/2027-05-16"),
    Case(busy, let_go, "MOVEMENT", "p1-p2"),
    Case(busy, running_times_halved, "OTHER-BOOKED", "2002/2027-05-16"),
    Case(busy, short_stops, "REQUEST", "advance at p2"),
    Case(busy, departs_any_time, "REQUEST", "principal"),
    Case(border, more_jack_tracks, "BORDER", "p1"),
    Case(border, no_wait_to_form_up, "REFORM", "p3"),
)
WORLDS = (busy, short_track, wide_margin, border)


def names(case: Case) -> str:
    return f"{case.broken.__name__}-{case.rule}"


@pytest.mark.parametrize("world", WORLDS)
def test_whole_the_search_makes_a_plan_that_holds(world: Callable[[], Things]) -> None:
    held(world())


@pytest.mark.parametrize("case", CASES, ids=names)
def test_the_check_refuses_what_a_broken_search_makes(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.broken(monkeypatch)
    record = tell(case.world()).record
    assert not record.holds
    said = [problem for problem in record.problems if problem.what.startswith(f"{case.rule}:")]
    assert said, [problem.what for problem in record.problems]
    assert said[0].where.startswith(case.where)
