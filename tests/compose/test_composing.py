"""Composing: what it finds is the best by exhaustion, what it refuses cannot be had."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.compose import ComposeRequest, Composition, Limits, Needs, compose
from railcade.compose.request import LOCOMOTIVE
from railcade.compose.rules import coupler_pull_newton, fits_of, rules_of
from railcade.compose.solving import Aim, Work, _Programme, solve
from railcade.compose.stock import kinds_of
from railcade.errors import InfeasibleError
from railcade.fleet import Register, RegisterVehicle, State
from tests.compose.stock import register, request, train, vehicle


def keeps(asked: ComposeRequest, makeup: list[list[RegisterVehicle]], stock: Register) -> bool:
    """Whether trains keep every rule, by plain sums: none of the solver's arithmetic."""
    if not all(makeup):
        return False
    for each, vehicles in zip(asked.trains, makeup, strict=True):
        for rule in rules_of(each):
            value = rule.measure(vehicles)
            if (value < rule.bound - 1e-9) if rule.least else (value > rule.bound + 1e-9):
                return False
        if not all(fit.holds(item) for fit in fits_of(each) for item in vehicles):
            return False
        if len({item.coupler for item in vehicles}) > 1:
            return False
        trailing_kg = sum(item.mass_loaded_kg for item in vehicles if item.role != LOCOMOTIVE)
        if each.limits.ruling_grade is not None and any(
            coupler_pull_newton(each.limits, trailing_kg) > item.coupler_strength_newton for item in vehicles
        ):
            return False
    for role, stays in asked.reserve.items():
        there = sum(item.role == role for item in stock.in_service)
        if there - sum(item.role == role for vehicles in makeup for item in vehicles) < stays:
            return False
    return True


def exhausted(stock: Register, asked: ComposeRequest) -> tuple[int, float] | None:
    """Fewest vehicles and their least mass over every way to share the register out."""
    best: tuple[int, float] | None = None
    for shares in product(range(len(asked.trains) + 1), repeat=len(stock.in_service)):
        makeup = [
            [item for item, share in zip(stock.in_service, shares, strict=True) if share == t + 1]
            for t in range(len(asked.trains))
        ]
        taken = [item for vehicles in makeup for item in vehicles]
        size = (len(taken), sum(item.mass_loaded_kg for item in taken))
        if (best is None or size < best) and keeps(asked, makeup, stock):
            best = size
    return best


def size(composition: Composition) -> tuple[int, float]:
    taken = [item for each in composition.trains for item in each.vehicles]
    return len(taken), sum(item.mass_loaded_kg for item in taken)


vehicles_drawn = st.builds(
    vehicle,
    number=st.just("x"),
    role=st.sampled_from(["escort", "saloon", "sleeping", "power van", "locomotive"]),
    mass_loaded_kg=st.sampled_from([40e3, 50e3, 80e3]),
    braked_mass_kg=st.sampled_from([25e3, 35e3, 45e3]),
    max_axle_load_kg=st.sampled_from([13e3, 21e3]),
    berths=st.sampled_from([0, 10, 18]),
    hotel_watt=st.sampled_from([0.0, 20e3]),
    supply_watt=st.sampled_from([0.0, 100e3]),
    armour=st.sampled_from(["", "floor"]),
    coupler=st.sampled_from(["screw", "SA-3"]),
    coupler_strength_newton=st.sampled_from([10e3, 30e3, 850e3]),
)
needs_drawn = st.builds(
    Needs,
    berths=st.sampled_from([0, 10, 25]),
    roles=st.dictionaries(st.sampled_from(["escort", "saloon", "locomotive"]), st.integers(1, 2), max_size=2),
    armoured=st.sampled_from([(), ("saloon",)]),
)
limits_drawn = st.builds(
    Limits,
    length_m=st.sampled_from([None, 60.0, 110.0]),
    mass_kg=st.sampled_from([None, 200e3]),
    axle_load_kg=st.sampled_from([None, 20e3]),
    brake_percentage=st.sampled_from([None, 55.0, 70.0]),
    ruling_grade=st.sampled_from([None, 0.012]),
)


@given(
    st.lists(vehicles_drawn, min_size=2, max_size=5),
    st.lists(st.tuples(needs_drawn, limits_drawn), min_size=1, max_size=2),
    st.sampled_from([{}, {"escort": 1}]),
)
def test_no_make_up_is_better(
    drawn: list[RegisterVehicle], asked: list[tuple[Needs, Limits]], reserve: dict[str, int]
) -> None:
    stock = register(*(replace(item, id=f"{i:02d}") for i, item in enumerate(drawn)))
    wanted = request(*(train(f"t{i}", *each) for i, each in enumerate(asked)), **reserve)
    best = exhausted(stock, wanted)
    if best is None:
        with pytest.raises(InfeasibleError) as caught:
            compose(stock, wanted)
        assert caught.value.problems
        return
    composition = compose(stock, wanted)
    assert composition.proved
    assert size(composition) == best
    assert keeps(wanted, [list(each.vehicles) for each in composition.trains], stock)


SLEEPERS = [vehicle(f"S{i}", "sleeping", berths=18) for i in range(5)]
ENGINE = vehicle("L1", "locomotive", mass_loaded_kg=120e3, braked_mass_kg=80e3, length_m=20.0)


def test_the_nearest_is_told_of_what_has_to_give_way() -> None:
    needs = Needs(berths=80, roles={"locomotive": 1})
    with pytest.raises(InfeasibleError) as caught:
        compose(register(ENGINE, *SLEEPERS), request(train("night", needs, Limits(length_m=120.0))))
    (problem,) = caught.value.problems
    assert problem.code == "E0307"
    told = {
        "night, length": ("at most 120 m is asked, the nearest is 145 m", "ask for at most 145 m"),
        "night, berths": ("at least 80 is asked, the nearest is 72", "ask for at least 72"),
    }
    assert (problem.what, problem.mend) == told[problem.where]


def test_the_hotel_load_is_fed_by_vans_alone() -> None:
    cars = [replace(each, hotel_watt=30e3) for each in SLEEPERS]
    vans = [vehicle(f"V{i}", "power van", supply_watt=70e3) for i in range(3)]
    composed = compose(register(*cars, *vans), request(train(needs=Needs(berths=54))))
    assert [item.role for item in composed.trains[0].vehicles].count("power van") == 2


def test_a_train_too_heavy_for_its_locomotives_is_told_in_words() -> None:
    needs = Needs(berths=72, roles={"locomotive": 1})
    limits = Limits(ruling_grade=0.145)
    with pytest.raises(InfeasibleError) as caught:
        compose(register(ENGINE, *SLEEPERS), request(train("night", needs, limits)))
    told = {problem.where: problem for problem in caught.value.problems}
    assert all("kN/kN" not in problem.what + problem.mend for problem in told.values())
    # 300 kN at the start over the weight of 320 t times 145 + 5 permille, by hand.
    start = Limits(ruling_grade=0.145)
    made = next(rule for rule in rules_of(train("night", needs, start)) if rule.name == "pull at the start")
    assert made.measure([ENGINE, *SLEEPERS[:4]]) == pytest.approx(300.0 / (320.0 * 9.81 * 0.150))
    assert coupler_pull_newton(start, 200e3) == pytest.approx(200e3 * 9.81 * 0.150)


def test_a_reserve_that_is_not_left_is_told_with_what_can_stay() -> None:
    stock = register(*(vehicle(f"{i}", "escort") for i in range(4)))
    with pytest.raises(InfeasibleError) as caught:
        compose(stock, request(train(needs=Needs(roles={"escort": 3})), escort=2))
    reserve = [problem for problem in caught.value.problems if problem.where == "reserve.escort"]
    assert not reserve or reserve[0].mend.startswith("let 1 stay")
    with pytest.raises(InfeasibleError, match="let 3 stay"):
        compose(stock, request(train(needs=Needs()), escort=9))


def test_where_the_work_ends_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = register(ENGINE, *SLEEPERS)
    wanted = request(train("night", Needs(berths=40, roles={"locomotive": 1}), Limits(length_m=200.0)))
    with pytest.raises(InfeasibleError, match="whether there is one is not known"):
        solve(wanted, kinds_of(stock.in_service), Aim(), Work(0.0))
    works = iter([Work(), Work(0.0)])
    monkeypatch.setattr("railcade.compose.composing.Work", lambda *_: next(works))
    composed = compose(stock, wanted)
    assert composed.proved and not composed.bindings
    assert composed.left_open == 3  # berths, length and power: the locomotive is never taken away


def test_ten_thousand_different_vehicles_stay_within_whole_numbers() -> None:
    many = [vehicle(f"{i:05d}", "sleeping", braked_mass_kg=35e3 + i) for i in range(10_000)]
    programme = _Programme(request(train("a", Needs(berths=5))), kinds_of(many), Aim())
    programme.model.minimize(programme.vehicles() + programme.mass_tenths())
    assert programme.model.validate() == ""


def test_what_is_not_in_service_is_not_taken() -> None:
    stock = register(vehicle("1", "escort", state=State.REPAIR), vehicle("2", "escort"))
    composed = compose(stock, request(train(needs=Needs(roles={"escort": 1}))))
    assert [item.id for item in composed.trains[0].vehicles] == ["2"]
    with pytest.raises(InfeasibleError, match="E0307"):
        compose(stock, request(train(needs=Needs(roles={"escort": 1})), escort=1))
    with pytest.raises(InfeasibleError, match="2 of 1 escort vehicles in service are to stay"):
        compose(stock, request(train(needs=Needs()), escort=2))


def test_what_binds_is_told_with_what_it_costs() -> None:
    needs = Needs(berths=40, roles={"locomotive": 1})
    composed = compose(register(ENGINE, *SLEEPERS), request(train("night", needs, Limits(length_m=200.0))))
    assert [(each.rule, each.vehicles) for each in composed.bindings] == [("berths", 3)]


def test_two_trains_never_share_a_vehicle_and_equal_requests_give_equal_trains() -> None:
    stock = register(ENGINE, *SLEEPERS)
    wanted = request(train("a", Needs(berths=30)), train("b", Needs(berths=30)))
    first, second = compose(stock, wanted), compose(stock, wanted)
    names = [[item.id for item in each.vehicles] for each in first.trains]
    assert names == [["S0", "S1"], ["S2", "S3"]]
    assert names == [[item.id for item in each.vehicles] for each in second.trains]


def test_the_corridor_is_composed_from_its_register_and_read_back(tmp_path: Path) -> None:
    from railcade.app.composing import compose_trains
    from railcade.formats.fleet_toml import read_fleet

    corridor = Path(__file__).parents[2] / "examples" / "corridor"
    result = compose_trains(corridor / "compose.toml", tmp_path / "fleet.toml", lambda words: None)
    assert len(result.register.vehicles) == 104
    carriages = [item for item in result.register.vehicles.values() if item.role != LOCOMOTIVE]
    assert len(carriages) == 90
    assert result.composition.proved
    fleet = read_fleet(tmp_path / "fleet.toml")
    for made in result.composition.trains:
        read = fleet.formations[made.request.id]
        assert [item.id for item in read.vehicles] == [item.id for item in made.vehicles]
        assert [item.coupler for item in read.vehicles] == [item.coupler for item in made.vehicles]
        assert [item.coupler_strength_newton for item in read.vehicles] == pytest.approx(
            [item.coupler_strength_newton for item in made.vehicles]
        )
        assert read.mass_kg == pytest.approx(made.formation.mass_kg, rel=1e-12)
        assert read.brake_percentage == pytest.approx(made.formation.brake_percentage, rel=1e-12)
    principal = result.composition.trains[1]
    assert all(item.armour for item in principal.vehicles if item.role in ("saloon", "briefing"))
    taken = [item.id for each in result.composition.trains for item in each.vehicles]
    assert len(taken) == len(set(taken))
