"""Added time as it is asked for, in kilometres of the line, as allowances of the legs of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.app.allowing import Asked, asked_allowances
from railcade.app.running import Running, run_formation
from railcade.errors import InputError
from railcade.formats.gpkg_read import read_network
from railcade.motion import Kilometres, Reason, RunSettings
from railcade.motion.allowances import Allowance, AllowanceKind, Spread
from railcade.motion.energy import account_of
from railcade.network import Path as Way
from railcade.network import make_path
from railcade.routing import find_way

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
NETWORK = read_network(CORRIDOR / "network.gpkg")
DOWN = make_path(NETWORK, find_way(NETWORK, "sinpo", "rahung", []))
UP = make_path(NETWORK, find_way(NETWORK, "rahung", "sinpo", []))


def asked_of(way: Way, **asked: object) -> list[Allowance]:
    whole = [RunSettings(0.0, float(way.place_m[-1]))]
    (found,) = asked_allowances(Asked(**asked), way, Kilometres(way), whole)
    return found


def run(asked: Asked | None = None, stops: tuple[str, ...] = ()) -> Running:
    fleet, network = CORRIDOR / "fleet.toml", CORRIDOR / "network.gpkg"
    return run_formation(fleet, "principal_kp", network, ("sinpo", "rahung"), stops, asked)


@pytest.mark.parametrize("text", ["425-440:2", "440-425:2", " 425.0 - 440.0 : 2.0 "])
@pytest.mark.parametrize("way", [DOWN, UP])
def test_kilometres_go_either_way(way: Way, text: str) -> None:
    (item,) = asked_of(way, engineering=[text])
    kilometres = Kilometres(way)
    assert sorted(map(kilometres.at, (item.from_m, item.to_m))) == pytest.approx([425.0, 440.0])
    assert item.from_m < item.to_m
    assert (item.kind, item.added_s, item.spread) == (AllowanceKind.ENGINEERING, 120.0, Spread.CAPPED)


def test_a_kilometre_that_is_printed_for_a_place_is_the_place() -> None:
    at = next(i for i, place in enumerate(DOWN.places) if round(place.km, 1) != place.km)
    (item,) = asked_of(DOWN, pathing=[f"{DOWN.places[at].km:.1f}-440:1"])
    assert item.from_m == DOWN.place_m[at]


def test_recovery_is_of_each_leg_as_a_whole() -> None:
    (item,) = asked_of(DOWN, recovery_percentage=5.0, recovery_s_per_m=9e-4, spread="capped")
    assert (item.kind, item.spread) == (AllowanceKind.RECOVERY, Spread.CAPPED)
    assert (item.from_m, item.to_m) == (0.0, DOWN.place_m[-1])
    assert (item.added_percentage, item.added_s_per_m) == (5.0, 9e-4)


@pytest.mark.parametrize("text", ["", "425", "425-440", "425-440:", "a-b:c", "425-440:2 min", "1e2-440:1"])
def test_what_is_no_stretch_is_told(text: str) -> None:
    with pytest.raises(InputError) as caught:
        asked_of(DOWN, performance=[text])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("E0105", f"--performance {text}")
    assert "--performance 120-135:2" in problem.mend


@given(st.text(max_size=20))
def test_any_words_are_a_stretch_or_a_problem(text: str) -> None:
    try:
        (item,) = asked_of(DOWN, pathing=[text])
    except InputError as error:
        assert all(problem.code == "E0105" for problem in error.problems)
    else:
        assert 0.0 <= item.from_m < item.to_m <= DOWN.place_m[-1] and item.added_s > 0.0


@tests_settings(max_examples=10)
@given(st.floats(0.5, 10.0), st.floats(0.0, 2e-3), st.sampled_from(["linear", "capped"]))
def test_parts_add_up_and_the_energy_closes(percentage: float, added_s_per_m: float, spread: str) -> None:
    found = run(Asked(percentage, added_s_per_m, spread), ("sinbukchong",))
    assert found.running_s == pytest.approx(found.base_s + found.added_s["recovery"], abs=1e-6)
    assert [leg.before_s for leg in found.legs] == pytest.approx([0.0, found.legs[0].run.duration_s])
    for leg, worked in zip(found.legs, found.works, strict=True):
        account = account_of(worked)
        assert abs(account.imbalance_joule) < 1e-8 * account.traction_joule
        assert float(worked.works.duration_s.sum()) == pytest.approx(leg.run.duration_s, abs=1e-6)
        assert leg.phases[-1].to_s == pytest.approx(leg.run.duration_s, abs=1e-6)
        ends_s = [phase.to_s for phase in leg.phases[:-1]]
        assert ends_s == pytest.approx([phase.from_s for phase in leg.phases[1:]], abs=1e-9)


def test_a_run_that_takes_longer_needs_less_energy_and_is_told_against_the_same_speed() -> None:
    plain, slower = run(), run(Asked(8.0))
    assert slower.energy.traction_joule < plain.energy.traction_joule
    assert slower.reference_mps == plain.reference_mps
    assert Reason.ALLOWANCE not in {share.reason for share in plain.shares}
    assert {share.reason for share in slower.shares} == {Reason.ALLOWANCE, Reason.BRAKING}
    assert sum(share.lost_s for share in slower.shares) > sum(share.lost_s for share in plain.shares)
