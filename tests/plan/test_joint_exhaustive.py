"""On tiny worlds the joint search finds what trying everything finds: law of the search."""

from __future__ import annotations

import numpy as np
import pytest

from railcade.errors import InfeasibleError
from railcade.plan.joint.planner import Things, plan_jointly
from railcade.plan.request import StopRequest
from railcade.timetable import BookedTrain
from tests.plan.exhaustive import Key, best_key
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_pack, toy_things, toy_train

WORLDS = 200


def tiny_world(seed: int) -> Things:
    """Three or four places, one or two other trains, sometimes a stop on the way."""
    rng = np.random.default_rng(seed)
    places = int(rng.integers(3, 5))
    lengths_m = [float(rng.choice([2000, 3000, 4000])) for _ in range(places - 1)]
    tracks = [2, *(int(rng.choice([0, 2, 2, 3])) for _ in range(places - 2)), 3]
    network = line_network(
        lengths_m, tracks, LineStyle(reset_s=60, setting_s=60, clearing_s=30, release_s=30)
    )
    middle = [i for i in range(1, places - 1) if tracks[i] >= 3]
    stops = tuple(StopRequest(f"p{i}", 120, 120, "test") for i in middle[:1])
    ask = Ask(
        {"advance": 70.0, "principal": float(rng.choice([50.0, 60.0]))}, stops, int(rng.integers(0, 5)), 60
    )
    trains = [_train(rng, i, lengths_m, tracks) for i in range(int(rng.integers(1, 3)))]
    pack = toy_pack(max_delay_s=int(rng.choice([600, 1080])))
    return toy_things(network, ask, trains, pack)


def _train(rng: np.random.Generator, number: int, lengths_m: list[float], tracks: list[int]) -> BookedTrain:
    ends = [i for i, count in enumerate(tracks) if count]
    first, last = sorted(rng.choice(ends, 2, replace=False))
    way = list(range(first, last + 1))
    if rng.random() < 0.6:
        way.reverse()
    rows = []
    for i, place in enumerate(way):
        dwell = int(rng.choice([0, 0, 2])) if tracks[place] and 0 < i < len(way) - 1 else 0
        run = int(lengths_m[min(place, way[i + 1])] / 1000 * 1.5) if i + 1 < len(way) else 0
        rows.append((f"p{place}", dwell, run))
    return toy_train(
        str(100 + number), str(rng.choice(["passenger", "freight"])), int(rng.integers(-8, 14)), rows
    )


def found_key(things: Things) -> Key | None:
    try:
        planned = plan_jointly(things, lambda _: None)
    except InfeasibleError as error:
        assert all(problem.code == "E0301" or problem.code.startswith("E03") for problem in error.problems)
        return None
    assert planned.proved
    settled = planned.settled
    cost = 0
    for service, departs_s in zip(settled.services, settled.services_s, strict=True):
        end_s = departs_s[-1] + service.pattern.hops[-1].run_s
        cost += (end_s - service.booked_end_s) * things.pack.weights[service.pattern.train.kind]
    arrive = settled.timelines[1].arrive[-1]
    assert arrive is not None
    departs = settled.departs[1]
    return cost, int(departs[-1] + arrive.published_s) - departs[0], departs[0]


@pytest.mark.parametrize("block", range(10))
def test_nothing_beats_the_joint_search(block: int) -> None:
    """Two hundred tiny worlds, twenty at a time."""
    planned = 0
    for seed in range(block * WORLDS // 10, (block + 1) * WORLDS // 10):
        things = tiny_world(seed)
        found, best = found_key(things), best_key(things)
        assert found == best, f"world {seed}: search {found}, everything {best}"
        planned += found is not None
    assert planned >= WORLDS // 20
