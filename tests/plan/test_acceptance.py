"""What a section accepts: each fact judged, refusals that name section, vehicle and way out, all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.fleet import Formation, Vehicle
from railcade.network import Network, Structure
from railcade.plan.joint.planner import Things
from railcade.plan.preflight.acceptance import room
from railcade.plan.request import StoppingPlaceRequest, StoppingRequest, StopRequest
from tests.plan.lines import line_network
from tests.plan.toys import Ask, toy_things
from tests.stories.told import held, refused, the_only

LINE = line_network([5000.0, 5000.0, 5000.0, 5000.0], [3, 3, 0, 3, 3])
STOP = StopRequest("p3", 300, 0, "water")
ASK = Ask({"principal": 60.0}, stops=(STOP,), window_min=30)
TUNNEL = (Structure("tunnel", 4900.0, 5000.0, Basis.SURVEYED),)
ORDERS = (("GA", "GB", "GC"), ("0-VM", "1-VM"))


def case(network: Network = LINE, **values: Any) -> Things:
    """An engine that pulls two coaches, with facts on all of them."""
    things = toy_things(network, ASK)
    engine = next(iter(things.fleet.vehicles.values()))
    engine = replace(engine, id="engine", length_m=20.0, mass_kg=100e3, braked_mass_kg=80e3, axles=6)
    coach = replace(engine, id="coach", kind="sleeping", mass_kg=50e3, braked_mass_kg=40e3, traction=None)
    vehicles = tuple(replace(item, **values) for item in (engine, coach, coach))
    old = things.fleet.formations["principal"]
    formations: dict[str, Formation] = {"principal": replace(old, vehicles=vehicles)}
    by_id: dict[str, Vehicle] = {item.id: item for item in vehicles}
    return replace(things, fleet=replace(things.fleet, vehicles=by_id, formations=formations))


def with_section(name: str = "p1-p2", **values: Any) -> Network:
    basis = {key: Basis.ESTIMATED for key in values if key in ("load_kg_per_m", "envelope", "least_radius_m")}
    section = replace(LINE.sections[name], **values, basis=basis)
    return replace(LINE, sections={**LINE.sections, name: section}, envelope_orders=ORDERS)


def test_what_is_not_known_is_told_and_never_fine() -> None:
    rows = {row.fact: row for row in held(case()).plan.acceptance}
    for fact in ("metre_load", "envelope", "curve_radius"):
        assert (rows[fact].known, rows[fact].holds, rows[fact].missing) == (False, False, "section")
        assert rows[fact].sections == 4
    assert (rows["coupler"].missing, rows["coupler"].vehicle) == ("vehicle", "engine")
    assert rows["axle_load"].holds and rows["trailing_load"].holds


def test_what_binds_is_the_section_with_the_least_reserve() -> None:
    network = with_section(load_kg_per_m=5100.0)
    section = replace(LINE.sections["p0-p1"], load_kg_per_m=8000.0, basis={"load_kg_per_m": Basis.SURVEYED})
    network = replace(network, sections={**network.sections, "p0-p1": section})
    rows = [row for row in held(case(network)).plan.acceptance if row.fact == "metre_load"]
    assert [(row.section, row.limit, row.value, row.known) for row in rows] == [
        ("p1-p2", 5100.0, 5000.0, True),
        ("p2-p3", 0.0, 0.0, False),
    ]
    assert (rows[0].vehicle, rows[0].basis, rows[1].sections) == ("engine", "estimated", 2)


REFUSED = [
    (with_section(load_kg_per_m=4900.0), {}, "E0233",
     "engine of the principal (principal) has 5.00 t/m, Place 1 – post km 10.0 bears 4.90 t/m"),
    (with_section(envelope="GA"), {"gauge_envelope": "GC"}, "E0234",
     "engine of the principal (principal) keeps to GC, Place 1 – post km 10.0 passes GA"),
    (with_section(least_radius_m=150.0), {"min_curve_radius_m": 180.0}, "E0235",
     "engine of the principal (principal) passes curves from 180 m, Place 1 – post km 10.0 has one of 150 m"),
    (LINE, {"coupler_strength_newton": 90e3}, "E0236",
     "the coupling at engine of the principal (principal) would bear 100 kN at a start with full force on "
     "Place 0 – Place 4, its couplers bear 90 kN"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "values", "code", "what"), REFUSED, ids=[item[2] for item in REFUSED])
def test_refused(network: Network, values: dict[str, Any], code: str, what: str) -> None:
    problem = the_only(refused(case(network, **values)))
    assert (problem.code, problem.what) == (code, what)
    assert problem.where == "movement  roles.principal.formations[0].formation"
    assert problem.mend


def test_all_refusals_come_at_once() -> None:
    network = with_section(load_kg_per_m=4900.0, envelope="GA", least_radius_m=150.0)
    values = {"gauge_envelope": "GB", "min_curve_radius_m": 180.0, "coupler_strength_newton": 90e3}
    codes = [problem.code for problem in refused(case(network, **values))]
    assert codes == ["E0233", "E0234", "E0235", "E0236"]


def test_fuel_lasts_to_the_next_place_that_fuels() -> None:
    def fuelled(fuel: bool | None) -> Network:
        basis = {} if fuel is None else {"fuel": Basis.SURVEYED}
        return replace(LINE, places={**LINE.places, "p3": replace(LINE.places["p3"], fuel=fuel, basis=basis)})

    short = {"fuel_range_m": 16_000.0}
    rows = [row for row in held(case(fuelled(True), **short)).plan.acceptance if row.fact == "fuel_range"]
    assert [(row.value, row.section) for row in rows] == [(15_000.0, "p2-p3")]
    problem = the_only(refused(case(fuelled(False), **short)))
    assert problem.code == "E0237"
    assert "goes 16 km on its fuel, the way to Place 4 is 20 km" in problem.what
    rows = [row for row in held(case(fuelled(None), **short)).plan.acceptance if row.fact == "fuel_range"]
    assert [(row.known, row.missing) for row in rows] == [(False, "place")]


def test_a_place_that_fuels_is_the_way_out() -> None:
    places = {
        name: replace(place, fuel=name == "p1", basis={"fuel": Basis.SURVEYED})
        for name, place in LINE.places.items()
    }
    problem = the_only(refused(case(replace(LINE, places=places), fuel_range_m=16_000.0)))
    assert problem.mend == "stop at Place 1 (p1) to fuel"


@given(st.sampled_from(["GA", "GB", "0-VM", "1-VM", "own"]), st.sampled_from(["GA", "GC", "1-VM", "own"]))
def test_envelopes_are_compared_within_an_order_only(inner: str, outer: str) -> None:
    there, back = room(inner, outer, ORDERS), room(outer, inner, ORDERS)
    assert (there is None) == (back is None)
    assert there is None or back is None or there == -back
    assert (there == 0) == (inner == outer)


def asked(*places: StoppingPlaceRequest, **values: Any) -> Things:
    things = case()
    stopping = StoppingRequest(places, **values)
    return replace(things, movement=replace(things.movement, stopping=stopping))


def test_a_stop_where_trains_must_not_stand_is_refused_with_the_next_refuge() -> None:
    problem = the_only(refused(asked(StoppingPlaceRequest("p3", "forbidden", "a crowd"))))
    assert (problem.code, problem.where) == ("E0232", "movement  stops.p3.place")
    assert problem.what == "trains must not stand at Place 3: a crowd (request)"
    assert problem.mend == "stand at p4"


def test_a_preferred_place_that_is_forbidden_and_one_unknown_are_told() -> None:
    places = (StoppingPlaceRequest("p2", "preferred", "quiet"), StoppingPlaceRequest("p9", "forbidden", "x"))
    things = asked(*places)
    tunnel = replace(LINE.sections["p1-p2"], structures=TUNNEL)
    network = replace(LINE, sections={**LINE.sections, "p1-p2": tunnel})
    found = refused(replace(things, network=network))
    assert [problem.code for problem in found] == ["E0201", "E0214"]


def test_rows_of_stopping_places() -> None:
    tunnel = replace(LINE.sections["p1-p2"], structures=TUNNEL)
    things = asked(StoppingPlaceRequest("p1", "preferred", "road access"))
    network = replace(LINE, sections={**LINE.sections, "p1-p2": tunnel})
    rows = held(replace(things, network=network)).plan.stopping_places
    assert [(row.place, row.kind, row.reason, row.source) for row in rows] == [
        ("p0", "preferred", "refuge", "derived"),
        ("p1", "preferred", "road access", "request"),
        ("p1", "preferred", "refuge", "derived"),
        ("p2", "forbidden", "tunnel", "derived"),
        ("p3", "preferred", "refuge", "derived"),
        ("p4", "preferred", "refuge", "derived"),
    ]
