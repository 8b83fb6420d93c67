"""Rule packs: each number has its note, and the two shipped packs say what their sources say."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from railcade.errors import InputError
from railcade.formats.rules_toml import read_rules
from railcade.rules import Clock, Closure, Event, ProtectionKind, Scope, Spacing, Target, Who

RULES = Path(__file__).parents[2] / "examples" / "corridor" / "rules"


@pytest.mark.parametrize("path", sorted(RULES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_number_has_source_and_reason(path: Path) -> None:
    pack = read_rules(path)
    named = {item.name for item in fields(Spacing)} | {"weights", "max_delay_s"}
    assert named | ({"handover_s"} if pack.handover_s else set()) == set(pack.notes)
    notes = [*pack.notes.values(), *(rule.note for rule in pack.protection)]
    assert all(note.source and note.reason and note.confidence in ("high", "medium", "low") for note in notes)


def test_the_moderate_pack() -> None:
    pack = read_rules(RULES / "moderate.toml")
    spacing, rules = pack.spacing, {rule.id: rule for rule in pack.protection}
    assert {rule.kind for rule in pack.protection} == set(ProtectionKind) - {ProtectionKind.POWER}
    assert pack.handover_s == 300
    assert rules["crossings"].closure is Closure.EACH
    search = rules["search"]
    assert (search.before_s, search.after_s, search.until_role) == (3600, -2400, "first")
    assert (search.scope.targets, search.scope.least_m) == ((Target.BRIDGE, Target.TUNNEL), 200.0)
    assert (spacing.lead_s, spacing.validity_s) == (900, 1800)
    assert (spacing.follow_min_s, spacing.follow_max_s) == (600, 1800)
    assert spacing.latency.total_s == 120
    assert (spacing.brakes.speed_factor, spacing.brakes.rolling_factor, spacing.brakes.time_factor) == (
        0.7,
        0.9,
        1.1,
    )


def test_the_royal_pack_counts_from_the_pilot() -> None:
    """Windows of 1889 count from the royal train, those of a pack from the first role, 15 min ahead."""
    pack = read_rules(RULES / "gb-royal-1889.toml")
    rules = {rule.id: rule for rule in pack.protection}
    assert pack.id == "GB-ROYAL-1889" and "never a default" in pack.title
    assert pack.spacing.lead_s + rules["same-line"].before_s == 30 * 60
    assert pack.spacing.lead_s + rules["crossings"].before_s == 60 * 60
    assert rules["crossings"].scope.crossings == ("automatic", "open")
    assert rules["points"].scope.facing_only
    assert rules["same-line"].after_s == 15 * 60
    assert (rules["same-line"].from_clock, rules["same-line"].until_clock) == (Clock.BOOKED, Clock.ACTUAL)
    asked = {rule.kind for rule in pack.protection}
    assert asked == set(ProtectionKind) - {ProtectionKind.POWER, ProtectionKind.SEARCH}
    assert rules["boxes"].before_s == 60 * 60
    assert rules["adjacent-goods"].classes == ("freight",)
    assert (rules["adjacent-goods"].from_role, rules["adjacent-goods"].until_role) == ("advance", "principal")


WRONG = [
    ('value = "15 min"', 'value = "40 min"', "E0214", "lead 40 min is not below validity 30 min"),
    ("speed_factor = 0.7", "speed_factor = 1.7", "E0105", "1.7 is not less than or equal to 1"),
    ('kind = "points"', 'kind = "pints"', "E0105", "\"pints\" is not 'same_line'"),
    ('id = "points"', 'id = "boxes"', "E0108", "the rule id boxes stands twice"),
    ("value_m = 500", "value = 500", "E0104", "the key value_m is missing"),
    ("passenger = 3", "passenger = 3\nexpress = 9", "E0103", "unknown key express"),
]


@pytest.mark.parametrize(("good", "bad", "code", "what"), WRONG, ids=[row[3] for row in WRONG])
def test_wrong_inputs_are_told(tmp_path: Path, good: str, bad: str, code: str, what: str) -> None:
    text = (RULES / "moderate.toml").read_text()
    assert good in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(good, bad, 1))
    with pytest.raises(InputError) as caught:
        read_rules(path)
    assert [(p.code, p.what) for p in caught.value.problems if p.code == code and what in p.what]


WINDOWS = """\

[[protection]]
id = "w1"
kind = "same_line"
from_role = "first"
from_event = "leaves"
from_after = "1 min"
until_role = "last"
until_before = "1 min"
takes = "5 min"

[[protection]]
id = "w2"
kind = "search"
from_role = "first"
before = "5 min"
until_role = "last"
after = "1 min"
takes = "10 min"
least_m = 10

[[protection]]
id = "w3"
kind = "crossing"
closure = "each"
from_role = "advance"
until_role = "last"
after = "1 min"
targets = ["crossing"]
facing_only = true

[[protection]]
id = "w4"
kind = "guard"
targets = ["station"]
crossings = ["open"]
from_role = "first"
before = "1 min"
from_after = "2 min"
after = "1 min"
classes = ["freight"]

[[protection]]
id = "w5"
kind = "points"
from_role = "principal"
before = "1 min"
until_role = "principal"
until_event = "arrives"
until_before = "2 min"
tunnels_only = true

[[protection]]
id = "w6"
kind = "power"
from_role = "first"
before = "1 min"
until_role = "last"
by = "signalman"
"""
NOTE = 'source = "x"\nconfidence = "low"\nreason = "y"\n'


def test_every_fault_of_windows_at_once(tmp_path: Path) -> None:
    windows = WINDOWS.replace("\n\n[[", f"\n{NOTE}\n[[") + NOTE
    path = tmp_path / "rules.toml"
    bare = windows.replace('by = "signalman"\n', "")
    path.write_text((RULES / "moderate.toml").read_text() + bare)
    with pytest.raises(InputError) as caught:
        read_rules(path)
    found = [(p.code, p.where.split("].")[-1], p.what) for p in caught.value.problems]
    assert found == [
        ("E0105", "takes", "takes means nothing for same_line"),
        ("E0105", "from_event", "same_line holds other trains: its from_event can only be arrives"),
        ("E0105", "from_after", "same_line holds other trains: it opens before and closes after"),
        ("E0105", "until_before", "same_line holds other trains: it opens before and closes after"),
        ("E0105", "until_role", "a search ends when it has taken its time"),
        ("E0105", "after", "a search ends when it has taken its time"),
        ("E0104", "targets", "the search has nothing to look at"),
        ("E0105", "least_m", "neither bridge nor tunnel is among the targets"),
        ("E0105", "takes", "takes 10 min, but begins only 5 min before"),
        ("E0104", "before", "it is not said when the window opens"),
        ("E0105", "targets", "targets means nothing for crossing"),
        ("E0105", "facing_only", "facing_only means nothing for crossing"),
        ("E0105", "closure", "a closure for each train is opened and closed by that train"),
        ("E0105", "from_after", "before and from_after both say when the window opens"),
        ("E0104", "until_role", "the key until_role is missing"),
        ("E0105", "classes", "classes means nothing for guard"),
        ("E0105", "crossings", "no crossing is among the targets"),
        ("E0105", "tunnels_only", "tunnels_only means nothing for points"),
        ("E0105", "until_role", "the window closes before it opens"),
        ("E0104", "after", "it is not said when the window closes"),
    ]
    path.write_text((RULES / "moderate.toml").read_text() + windows)
    with pytest.raises(InputError) as caught:
        read_rules(path)
    (problem,) = caught.value.problems
    assert problem.code == "E0105" and '"signalman" is not' in problem.what


def test_a_window_that_closes_before_it_opens(tmp_path: Path) -> None:
    window = """\

[[protection]]
id = "w"
kind = "points"
from_role = "principal"
from_after = "1 min"
until_role = "principal"
until_event = "arrives"
after = "30 s"
"""
    path = tmp_path / "rules.toml"
    path.write_text((RULES / "moderate.toml").read_text() + window + NOTE)
    with pytest.raises(InputError) as caught:
        read_rules(path)
    assert [p.what for p in caught.value.problems] == ["the window closes before it opens"]


def test_ends_before_and_after_their_trains(tmp_path: Path) -> None:
    window = """\

[[protection]]
id = "w"
kind = "guard"
targets = ["tunnel", "crossing"]
crossings = ["open", "automatic"]
by = "patrol"
from_role = "advance"
from_event = "complete"
from_clock = "booked"
from_after = "1 min"
until_role = "principal"
until_before = "30 s"
"""
    path = tmp_path / "rules.toml"
    path.write_text((RULES / "moderate.toml").read_text() + window + NOTE)
    rule = read_rules(path).protection[-1]
    assert (rule.before_s, rule.after_s, rule.who) == (-60, -30, Who.PATROL)
    assert (rule.from_event, rule.from_clock) == (Event.COMPLETE, Clock.BOOKED)
    assert rule.scope == Scope((Target.CROSSING, Target.TUNNEL), ("automatic", "open"))
