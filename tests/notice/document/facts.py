"""Facts for a notice of the made-up line, with trains, rules and details made up as well."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from railcade.app.folder import read_sources
from railcade.app.planning import prepare
from railcade.app.printing import notice_facts
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.movement_toml import read_movement
from railcade.formats.notice_toml import read_notice
from railcade.formats.rules_toml import read_rules
from railcade.notice.document import NOTHING_GIVEN, Facts, NoticeDetails
from railcade.plan.joint import plan_jointly
from railcade.plan.model import Plan, PlanLeg, PlanTrain
from railcade.plan.rows import make_plan
from tests.notice.made_up import made_up
from tests.stories.corridor import asked

CORRIDOR = Path(__file__).resolve().parents[3] / "examples" / "corridor"
FORMATIONS = {"advance": "advance_kp", "principal": "principal_kp", "follow-up": "follow_up_kp"}
RECORD = "7C1E 40B2"


def corridor_details() -> NoticeDetails:
    return read_notice(CORRIDOR / "notice.toml")


def facts(details: NoticeDetails = NOTHING_GIVEN, **of_line: object) -> Facts:
    """Facts of the made-up movement, its trains made of vehicles of the example."""
    made = made_up(**of_line)  # type: ignore[arg-type]
    trains = tuple(_with_leg(train) for train in made.plan.trains)
    plan: Plan = replace(made.plan, trains=trains)
    return Facts(
        plan,
        read_movement(CORRIDOR / "movement.toml"),
        made.network,
        read_fleet(CORRIDOR / "fleet.toml"),
        read_rules(CORRIDOR / "rules" / "moderate.toml"),
        RECORD,
        details,
    )


@cache
def corridor_facts() -> Facts:
    """Facts of the reference movement, planned once with few steps of search."""
    with TemporaryDirectory() as folder:
        request = asked("movement.toml", {"max_nodes = 3000": "max_nodes = 500"}, Path(folder))
        sources = read_sources(request)
        things = prepare(sources)
        planned = plan_jointly(things, lambda _: None)
        plan = make_plan(things, planned, {}, 0.0)
    return notice_facts(sources, plan, RECORD)


def _with_leg(train: PlanTrain) -> PlanTrain:
    formation = FORMATIONS.get(train.role, "follow_up_kp")
    first, last = train.points[0], train.points[-1]
    leg = PlanLeg(f"{train.role}/0", first.place, last.place, first.published_depart_at_s, formation, 0.0)
    return replace(train, formations=(formation,), legs=(leg,))
