"""`[border]` of a request: steps with their distributions, brakes, hand-over; every way they go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.formats.movement_toml import read_movement
from railcade.plan.request import HandoverRequest, Spread
from tests.formats.texts import MOVEMENT

HEAD = """
[border]
place = "c"
bogie_sets = 3
reform_place = "d"
reform = "20 min"
reason = "gauge"
"""
STEPS = """
[[border.steps]]
kind = "formalities"
duration = "30 min"
basis = "assumed"
source = "test"

[[border.steps]]
kind = "regauging"
triangular = ["2 h", "3 h 30 min", "6 h"]
basis = "published"
source = "test"

[[border.steps]]
kind = "brake_test"
name = "full brake test"
lognormal = ["30 min", "1 h"]
basis = "estimated"
source = "test"

[[border.steps]]
kind = "far_formalities"
quantiles = ["10 min", "20 min", "1 h"]
shares = [0, 0.5, 1]
basis = "assumed"
source = "test"

[border.brakes]
needed_tf = 60
axle_tf = 10
vehicles = { engine = 12 }
basis = "assumed"
source = "test"
"""


def read(folder: Path, text: str) -> object:
    path = folder / "movement.toml"
    path.write_text(text)
    return read_movement(path)


def faults(folder: Path, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    where = str(folder / "movement.toml")
    return [(p.code, p.where.replace(where, "m"), p.what) for p in caught.value.problems]


def test_steps_with_their_distributions(tmp_path: Path) -> None:
    (tmp_path / "movement.toml").write_text(
        MOVEMENT + HEAD + 'quantile = 0.8\nof = "all"\nshed_m = 300\n' + STEPS
    )
    border = read_movement(tmp_path / "movement.toml").border
    assert border is not None
    assert (border.duration_s, border.quantile, border.of, border.shed_m) == (0, 0.8, "all", 300.0)
    assert [step.spread for step in border.steps] == [
        Spread("fixed", (1800,)),
        Spread("triangular", (7200, 12_600, 21_600)),
        Spread("lognormal", (1800, 3600)),
        Spread("quantiles", (600, 1200, 3600), (0.0, 0.5, 1.0)),
    ]
    assert [step.on_jack for step in border.steps] == [False, True, False, False]
    assert [step.name for step in border.steps][:3] == [
        "customs and passports",
        "bogie exchange",
        "full brake test",
    ]
    assert border.steps[1].basis is Basis.PUBLISHED
    assert border.brakes is not None
    assert border.brakes.needed_newton_per_kg == pytest.approx(5.88399)
    assert border.brakes.axle_newton == (("engine", pytest.approx(117_679.8)),)


def test_all_faults_of_the_steps_at_once(tmp_path: Path) -> None:
    text = STEPS.replace('duration = "30 min"\n', "")
    text = text.replace('"2 h", "3 h 30 min", "6 h"', '"4 h", "3 h", "6 h"')
    text = text.replace('lognormal = ["30 min", "1 h"]', 'lognormal = ["1 h", "30 min"]\non_jack = true')
    text = text.replace("[0, 0.5, 1]", "[0, 0.5]")
    found = faults(tmp_path, MOVEMENT + HEAD + text)
    assert [code for code, _, _ in found] == ["E0105"] * 4
    assert "no duration" in found[0][2] and "border.steps[0]" in found[0][1]
    assert "least, most likely, most" in found[1][2]
    assert "median and 90th percentile" in found[2][2]
    assert "shares from 0 to 1" in found[3][2]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (("kind = \"regauging\"", "kind = \"regaging\""), "E0105", "regaging"),
        (("shares = [0, 0.5, 1]", "shares = [0, 0.5, 1]\nduration = \"1 h\""), "E0105", "and quantiles"),
        (("duration = \"30 min\"", "duration = \"30 min\"\nshares = [0, 1]"), "E0105", "without quantiles"),
        (("duration = \"30 min\"", "duration = \"30 min\"\non_jack = true"), "", ""),
        (("lognormal", "on_jack = true\nlognormal"), "", ""),
        (("shares = [0, 0.5, 1]", "shares = [0, 0.5, 1]\non_jack = true"), "E0105", "far side"),
    ],
)  # fmt: skip
def test_one_fault_of_a_step(tmp_path: Path, change: tuple[str, str], code: str, words: str) -> None:
    text = MOVEMENT + HEAD + STEPS.replace(*change, 1)
    if not code:
        assert read(tmp_path, text)
        return
    found = faults(tmp_path, text)
    assert found[0][0] == code and words in found[0][2]


def test_a_train_does_not_leave_the_jack_track_and_come_back(tmp_path: Path) -> None:
    text = STEPS.replace('duration = "30 min"', 'duration = "30 min"\non_jack = true', 1)
    between = '\n[[border.steps]]\nkind = "crew"\nduration = "10 min"\nbasis = "assumed"\nsource = "test"\n'
    at = text.index('\n[[border.steps]]\nkind = "regauging"')
    found = faults(tmp_path, MOVEMENT + HEAD + text[:at] + between + text[at:])
    assert found[0][0] == "E0214" and "come back" in found[0][2]


def test_neither_duration_nor_steps(tmp_path: Path) -> None:
    assert faults(tmp_path, MOVEMENT + HEAD)[0][::2] == (
        "E0104",
        "neither `duration` nor steps say how long a train takes",
    )


LEG = '{ from = "b", formation = "short" },'


def test_a_hand_over_and_a_transfer(tmp_path: Path) -> None:
    handed = '{ from = "b", formation = "short", change = "transfer", number = "7", owner = "RZD" },'
    (tmp_path / "movement.toml").write_text(MOVEMENT.replace(LEG, handed))
    role = read_movement(tmp_path / "movement.toml").roles[1]
    assert role.handovers == (HandoverRequest("b", "transfer", "7", "RZD"),)
    assert role.handover_at("b") is role.handovers[0] and role.handover_at("a") is None


@pytest.mark.parametrize(
    ("leg", "code", "words"),
    [
        ('number = "7" },', "E0104", "not how it takes over"),
        ('change = "hand-over" },', "E0104", "no number of its own"),
        ('change = "handover", number = "7" },', "E0105", "handover"),
    ],
)
def test_faults_of_a_hand_over(tmp_path: Path, leg: str, code: str, words: str) -> None:
    found = faults(tmp_path, MOVEMENT.replace(LEG, LEG.replace("},", "").rstrip() + ", " + leg))
    assert found[0][0] == code and words in found[0][2]


def test_nothing_is_taken_over_at_the_origin(tmp_path: Path) -> None:
    first = '{ from = "a", formation = "short" },'
    handed = first.replace(" },", ', change = "hand-over", number = "7" },')
    found = faults(tmp_path, MOVEMENT.replace(first, handed))
    assert found[0][0] == "E0214" and "begins here" in found[0][2]
