"""A kept case: planned train after train it fails, planned jointly it goes."""

from __future__ import annotations

from railcade.network import make_path
from railcade.plan.joint.pacing import make_timelines
from railcade.plan.joint.planner import plan_jointly
from tests.plan import exhaustive
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import NINE, Ask, toy_pack, toy_things, toy_train

#   p0 ----------- p1 ----------- p2      advance, principal  >
#      < 100, leaves p1 at 9:03, cannot be held
STYLE = LineStyle(reset_s=60, setting_s=60, clearing_s=30, release_s=30)
OPPOSING = toy_train("100", "freight", 3, [("p1", 0, 5), ("p0", 0, 0)])
WINDOW_MIN = 30


def test_train_after_train_fails_where_the_joint_search_plans() -> None:
    """Earliest first, the advance train slips out before the opposing train; the principal then cannot follow
    without the other train between them, nor before the sweep has aged."""
    network = line_network([4000.0, 4000.0], [2, 2, 3], STYLE)
    ask = Ask({"advance": 60.0, "principal": 60.0}, (), WINDOW_MIN, 90)
    things = toy_things(network, ask, [OPPOSING], toy_pack(max_delay_s=0))
    path = make_path(things.network, things.way)
    timelines = make_timelines(things.movement, path, things.fleet)
    other = next(exhaustive.held_ways(things, OPPOSING))
    alone = exhaustive.earliest_alone(things, path, timelines[0], other)
    assert alone == NINE - 60 * 6, "first come first served, the advance train leaves at once"
    together = list(exhaustive.movements(things, path, timelines))
    free = [move for move in together if exhaustive.apart(things, path, timelines, move, other)]
    assert free and all(move.departs[0][0] != alone for move in free), "no principal can follow that train"

    planned = plan_jointly(things, lambda _: None)
    departs = planned.settled.departs
    assert departs[0][0] > OPPOSING.points[-1].arrive_s + NINE - 9 * 3600
    assert 360 <= departs[1][0] - departs[0][0] <= 480
    assert planned.settled.services_s[0][0] == NINE + 180, "the opposing train runs as booked"
