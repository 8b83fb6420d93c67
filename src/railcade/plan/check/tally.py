"""The rules by name, what each has examined, and what it refused."""

from __future__ import annotations

from typing import NamedTuple

from railcade.errors import CODES, Problem

RULES: tuple[tuple[str, str], ...] = (
    ("WHOLE", "every part that another names is there"),
    ("ROUTE", "the route joins its places and goes from origin to destination by way of the request"),
    ("TIMES", "times at places are those of the runs"),
    ("MOTION-FORCE", "mass times acceleration is the sum of forces at every stored point"),
    ("MOTION-BETWEEN", "no jump between two stored points"),
    ("MOTION-LIMIT", "speed limit under the whole train, also that for heavy axles, cap and pace"),
    ("TRACTION", "tractive force within what the locomotives that fit every supply of the leg give"),
    ("NEUTRAL", "no tractive force but that of diesels while a collector in use is in a neutral section"),
    ("ADHESION", "traction and brake within what slippery rails pass on"),
    ("FEEDING", "power at the wheel within what a weak feeding and the diesels give"),
    ("BRAKE", "brake force within what the brake percentage gives, after its time to build up"),
    ("BLOCK", "one train in a block, another train involved"),
    ("BLOCK-SPACING", "one role in a block"),
    ("STRETCH", "no opposing trains on a stretch of single line"),
    ("TRACK", "one train on a track at a place, and its reset time kept"),
    ("FIT", "a train that stands fits its track"),
    ("MOVEMENT", "no other train between the roles"),
    ("SAME-LINE", "the pack's window on the movement's own line"),
    ("ADJACENT", "the pack's window on the other track of double line"),
    ("LEAD", "the principal keeps the pack's lead"),
    ("REPORT", "the principal can stop before what was not reported"),
    ("VALIDITY", "the sweep is fresh when the principal leaves the section"),
    ("FOLLOW", "further roles keep their least and largest distance"),
    ("SUSPENDED", "the rows of the sweep, suspended sections and re-sweeps among them"),
    ("SPACING-ROWS", "the rows of spacing"),
    ("BORDER", "steps, jack tracks and bogie sets at the border"),
    ("BORDER-ODDS", "durations at the border stand at the quantile that was asked for"),
    ("HANDOVER", "the trains that take a role over"),
    ("FAR-BRAKES", "brakes counted as the far side does, enough and tested"),
    ("REFORM", "all roles stand at the re-forming place"),
    ("GAUGE", "the gauge of each formation lies on its way"),
    ("POWER", "the supply on each section fits the traction"),
    ("AXLE", "every axle load is borne"),
    ("ACCEPTANCE", "loads, envelope, curves, supply, trailing load, couplers and fuel; what binds is told"),
    ("STOPPING", "stopping places preferred and forbidden are listed, and no stand is at a forbidden one"),
    ("CLOSED", "no train where a possession, an isolation or closed hours bar it"),
    ("CONDITIONS", "the rows of what is closed and restricted on the way"),
    ("PROTECTION", "protection windows are listed and wide enough"),
    ("POSTS", "each window is in one list of each of its posts, merged as the pack has it"),
    ("ROADS", "roads are closed for the windows of their crossings"),
    ("OTHER-END", "every other train in the window is there and runs to its end"),
    ("OTHER-BOOKED", "other trains are never early and keep running times and dwell"),
    ("REQUEST", "departure, stops, formations and arrival as requested"),
    ("ROUNDING", "published times are the rounded times"),
    ("TOTALS", "the parts of the journey add up"),
    ("BILL", "delays, holds and the bill"),
    ("PROGRAMME", "events begin no later than they may, and the principal waits for them"),
    ("ABOARD", "people and cars have their places, functions travel apart"),
    ("SUPPLIES", "supplies last from filling to filling"),
    ("ALTERNATIVES", "other ways of going, as the programme tells them"),
    ("ASSUMPTIONS", "everything estimated or assumed is listed"),
)
"""Stable ids and their meaning. A second pass on published times has the id with ``/PUBLISHED`` behind it."""

PUBLISHED = "/PUBLISHED"
MOST_PROBLEMS = 12
"""Problems that are spelled out for one rule; `failed` counts all."""


class RuleCount(NamedTuple):
    """How many facts a rule examined and how many it refused."""

    id: str
    examined: int
    failed: int


class Tally:
    """Counts and problems of one check, in the order of `RULES`."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = {}
        self.problems: list[Problem] = []

    def examine(self, rule: str, facts: int = 1) -> None:
        """Count facts that a rule looked at; with 0 the rule is known to apply."""
        self.counts.setdefault(rule, [0, 0])[0] += facts

    def refuse(self, rule: str, code: str, where: str, what: str) -> None:
        """Count a refusal and tell it, naming the rule."""
        count = self.counts.setdefault(rule, [0, 0])
        count[1] += 1
        if count[1] <= MOST_PROBLEMS:
            self.problems.append(Problem(code, where, f"{rule}: {what}", CODES[code].mend))

    def judge(self, rule: str, holds: bool, code: str, where: str, what: str) -> None:
        """Examine one fact."""
        self.examine(rule)
        if not holds:
            self.refuse(rule, code, where, what)

    def failed(self, rule: str) -> int:
        """How often a rule refused so far."""
        return self.counts.get(rule, [0, 0])[1]

    def close(self) -> None:
        """Refuse rules that apply but had nothing to look at: silence is no consent."""
        for rule, (examined, _) in list(self.counts.items()):
            if examined == 0:
                self.refuse(rule, "E0417", "plan", "the rule applies, but had nothing to examine")

    def rules(self) -> tuple[RuleCount, ...]:
        """All counts, exact before published, in the order of `RULES`."""
        order = [name + suffix for suffix in ("", PUBLISHED) for name, _ in RULES]
        return tuple(RuleCount(name, *self.counts[name]) for name in order if name in self.counts)
