"""What does not fit together: a request that fits, and each way in which one does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.fleet import Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.motion import train_of
from railcade.network import Extents, Network, Path, Steps, Track, make_path
from railcade.plan.preflight.checks import preflight, unknown_names
from railcade.plan.preflight.grades import slopes_of
from railcade.plan.preflight.standing import standing_problems
from railcade.plan.request import BorderRequest, Movement, RoleRequest, SearchRequest, StopRequest
from railcade.rules import (
    BrakeFactors,
    Latency,
    ProtectionKind,
    ProtectionRule,
    RuleNote,
    RulePack,
    Spacing,
)
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.plan.lines import LineStyle, line_network

ASSUMED = Basis.ASSUMED
NOTE = RuleNote("test", "low", "test")
SPACING = Spacing(900, 1800, 600, 1800, 500.0, Latency(10, 30, 40, 30, 10), BrakeFactors(0.7, 0.9, 1.1))
WINDOW = ProtectionRule("same-line", ProtectionKind.SAME_LINE, "first", 600, "last", 300, (), NOTE)
PACK = RulePack("TEST", "1", "test", SPACING, (WINDOW,), {"freight": 1, "passenger": 3}, 3600, {})
TIMETABLE = Timetable("t", (), "test")


def vehicle(name: str, mass_kg: float, length_m: float, traction: Traction | None = None) -> Vehicle:
    caps = (SpeedCap(16.0, "test", ASSUMED),)
    return Vehicle(
        name, "test", length_m, mass_kg, 0.65 * mass_kg, 4, mass_kg / 4, 1.06, 1000.0, 10.0, 3.0, False, caps,
        traction, ASSUMED, "test",
    )  # fmt: skip


def formation(name: str, coaches: int, gauge_mm: int = 1435, power: str = "diesel") -> Formation:
    pull = Traction("loco", power, (0.0, 10.0, 30.0), (200e3, 200e3, 60e3), ASSUMED, "test")
    vehicles = (vehicle("loco", 80e3, 20.0, pull), *[vehicle("coach", 60e3, 25.0)] * coaches)
    return Formation(name, vehicles, gauge_mm, "P", (), ASSUMED, "test")


def fleet_of(*formations: Formation) -> Fleet:
    return Fleet("test", {}, {item.id: item for item in formations})


FLEET = fleet_of(
    formation("short", 4),
    formation("long", 20),
    formation("short_1520", 4, 1520),
    formation("long_1520", 20, 1520),
    formation("wire", 4, power="3 kV DC"),
)
CHANGE = StopRequest("p2", 720, 0, "water")
BORDER = BorderRequest("p2", 3600, 2, "p4", 1200, 0, "gauge")


def role(name: str, number: str, *formations: tuple[str, str]) -> RoleRequest:
    return RoleRequest(name, number, formations)


MOVEMENT = Movement(
    id="1",
    name="Test",
    purpose="",
    classification="",
    origin="p0",
    destination="p6",
    via=(),
    depart_earliest_s=0,
    depart_latest_s=1800,
    arrive_latest_s=100_000,
    publish_step_s=30,
    roles=(role("advance", "1", ("p0", "short")), role("principal", "2", ("p0", "long"))),
    stops=(CHANGE,),
    border=None,
    search=SearchRequest(),
    files={},
    notes={},
)
OVER_BORDER = replace(
    MOVEMENT,
    stops=(),
    border=BORDER,
    roles=(
        role("advance", "1", ("p0", "short"), ("p2", "short_1520")),
        role("principal", "2", ("p0", "long"), ("p2", "long_1520")),
    ),
)
TRACKS = [4] * 7
LENGTHS_M = [8000.0] * 6


def line(**style: object) -> Network:
    return line_network(LENGTHS_M, TRACKS, LineStyle(**style))  # type: ignore[arg-type]


def two_gauges(jack_tracks: int = 2) -> Network:
    network = line(gauges_mm={i: (1435,) if i < 2 else (1520,) for i in range(6)})
    return with_place(network, "p2", jack_tracks=jack_tracks)


def with_place(network: Network, place: str, **changes: object) -> Network:
    changed = replace(network.places[place], **changes)  # type: ignore[arg-type]
    return replace(network, places={**network.places, place: changed})


def with_section(network: Network, section: str, **changes: object) -> Network:
    changed = replace(network.sections[section], **changes)  # type: ignore[arg-type]
    return replace(network, sections={**network.sections, section: changed})


def path_of(network: Network) -> Path:
    return make_path(network, [f"p{i}" for i in range(7)])


def told(
    movement: Movement = MOVEMENT,
    network: Network | None = None,
    fleet: Fleet = FLEET,
    pack: RulePack = PACK,
    timetable: Timetable = TIMETABLE,
) -> list[Problem]:
    network = network or line()
    return preflight(movement, network, path_of(network), fleet, pack, timetable)


def the_only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def test_what_fits_is_left_alone() -> None:
    assert told() == []
    assert told(OVER_BORDER, two_gauges()) == []


def with_stop(place: str) -> Movement:
    return replace(MOVEMENT, stops=(replace(CHANGE, place=place),))


def with_advance(*formations: tuple[str, str]) -> Movement:
    return replace(MOVEMENT, roles=(role("advance", "1", *formations),))


NOWHERE = replace(MOVEMENT, border=replace(BORDER, reform_place="nowhere at all"))
NAMES: list[tuple[Movement, str, str, str]] = [
    (with_stop("p22"), "E0201", "stops.p22.place", "did you mean p2"),
    (with_stop("Place 2"), "E0201", "stops.Place 2.place", "did you mean p2"),
    (NOWHERE, "E0201", "border.reform_place", "one of its 7 place ids"),
    (with_advance(("p0", "shrt")), "E0203", "roles.advance.formations[0].formation", "did you mean short"),
    (with_advance(("p0", "zzz")), "E0203", "roles.advance.formations[0].formation", "use one of long, "),
]


@pytest.mark.parametrize(("movement", "code", "where", "mend"), NAMES, ids=[row[2] + row[3] for row in NAMES])
def test_unknown_names(movement: Movement, code: str, where: str, mend: str) -> None:
    problem = the_only(unknown_names(movement, line(), FLEET, PACK))
    assert problem.code == code
    assert where in problem.where
    assert mend in problem.mend
    assert problem in told(movement)


def test_origin_via_and_border_are_places_too() -> None:
    movement = replace(MOVEMENT, origin="x", destination="y", via=("z",), border=replace(BORDER, place="w"))
    found = [problem.where for problem in unknown_names(movement, line(), FLEET, PACK)]
    assert found == [
        "movement  origin",
        "movement  destination",
        "movement  via[0]",
        "movement  border.place",
    ]


def test_roles_and_kinds_of_the_pack() -> None:
    pack = replace(
        PACK, protection=(replace(WINDOW, from_role="pilot", until_role="first"),), weights={"freight": 1}
    )
    train = BookedTrain("1", "passenger", 100.0, "UTC", (BookedPoint("p0", 0, 0, "1"),), "test")
    found = told(pack=pack, timetable=Timetable("t", (train,), "test"))
    assert [(problem.code, problem.where) for problem in found] == [
        ("E0203", "rules  protection.same-line.from_role"),
        ("E0203", "rules  protection.same-line.until_role"),
        ("E0104", "rules  weights"),
    ]


STOP_3 = StopRequest("p3", 60, 0, "")
REFORM_BEFORE = replace(OVER_BORDER, border=replace(BORDER, reform_place="p1"))
ORDER: list[tuple[Movement, str, str]] = [
    (replace(MOVEMENT, stops=(STOP_3, CHANGE)), "stops.p2.place", "p2 comes before p3"),
    (with_stop("p6"), "stops.p6.place", "an end of the journey"),
    (REFORM_BEFORE, "border.reform_place", "p1 does not lie beyond p2"),
    (replace(OVER_BORDER, stops=(CHANGE,)), "stops.p2.place", "a stop and part of the border"),
    (with_advance(("p1", "short")), "formations[0].from", "begins at p1"),
    (with_advance(("p0", "short"), ("p3", "long")), "formations[1].from", "does not stand at p3"),
]  # fmt: skip


@pytest.mark.parametrize(("movement", "where", "what"), ORDER, ids=[row[2] for row in ORDER])
def test_what_is_out_of_order(movement: Movement, where: str, what: str) -> None:
    network = two_gauges() if movement.border else line()
    found = [problem for problem in told(movement, network) if problem.code == "E0214"]
    problem = the_only(found)
    assert where in problem.where
    assert what in problem.what


def test_a_stop_that_is_not_on_the_way() -> None:
    network = line()
    aside = replace(network.places["p2"], id="aside", name="Aside")
    network = replace(network, places={**network.places, "aside": aside})
    problem = the_only(told(replace(MOVEMENT, stops=(replace(CHANGE, place="aside"),)), network))
    assert (problem.code, problem.what) == ("E0214", "aside is not on the way from p0 to p6")


def test_a_loop_shorter_than_a_train() -> None:
    """The long train has 520 m; 450 m take it without three coaches of 25 m; p4 is 800 m, p3 too short."""
    tracks = tuple(Track(str(i), 450.0, ASSUMED) for i in range(4))
    network = with_place(with_place(line(), "p2", tracks=tracks), "p1", tracks=tracks)
    problem = the_only(told(network=network))
    assert (problem.code, problem.where) == ("E0204", "movement  stops.p2.place")
    assert (
        problem.what == "the principal is 520 m long (long), the longest track at Place 2 is 450 m (assumed)"
    )
    assert problem.mend == "drop 3 vehicles, or stand at Place 3 (p3), 800 m"


def test_each_train_needs_its_own_long_track() -> None:
    tracks = (Track("1", 800.0, ASSUMED), *[Track(str(i), 100.0, ASSUMED) for i in range(2, 5)])
    problem = the_only(told(network=with_place(line(), "p2", tracks=tracks)))
    assert problem.code == "E0204"
    assert "the advance is 120 m long (short), track 2 of the longest at Place 2 is 100 m" in problem.what


def test_the_ends_take_one_train_after_another() -> None:
    tracks = (Track("1", 600.0, ASSUMED), Track("2", 50.0, ASSUMED))
    assert told(network=with_place(line(), "p6", tracks=tracks)) == []
    problem = the_only(told(network=with_place(line(), "p6", tracks=(Track("1", 510.0, ASSUMED),) * 2)))
    assert (problem.code, problem.where, problem.mend) == ("E0204", "movement  destination", "drop 1 vehicle")
    problem = the_only(told(network=with_place(line(), "p6", tracks=())))
    assert (problem.code, problem.where) == ("E0210", "movement  destination")
    assert "no track to stand on" in problem.what and "Place 5" in problem.mend


def test_when_no_place_is_larger_the_mend_says_so() -> None:
    network = line_network(LENGTHS_M, [2] * 7, LineStyle(track_m=450.0))
    found = {problem.where + problem.code: problem.mend for problem in told(network=network)}
    assert found["movement  stops.p2.placeE0204"] == "drop 3 vehicles; no place on the way has longer tracks"
    assert found["movement  stops.p2.placeE0210"].startswith("no place on the way has so many")


def test_too_few_tracks() -> None:
    network = with_place(line(), "p2", tracks=line().places["p2"].tracks[:2])
    problem = the_only(told(network=network))
    assert problem.code == "E0210"
    assert problem.what == "Place 2 has 2 tracks; 2 trains and a free track need 3"
    assert problem.mend == "stand at Place 1 (p1), 4 tracks"


@given(st.lists(st.sampled_from([100.0, 300.0, 600.0]), min_size=3, max_size=5))
def test_lengths_are_told_exactly_when_no_arrangement_exists(track_m: list[float]) -> None:
    tracks = tuple(Track(str(i), length_m, ASSUMED) for i, length_m in enumerate(track_m))
    network = with_place(line(), "p2", tracks=tracks)
    trains_m = [FLEET.formations[name].length_m for name in ("short", "long")]
    fits = any(
        all(train_m <= taken_m for train_m, taken_m in zip(trains_m, chosen, strict=True))
        for chosen in permutations(track_m, 2)
    )
    found = standing_problems(MOVEMENT, path_of(network), FLEET)
    assert (found == []) == fits


def test_a_gauge_break_without_a_change() -> None:
    found = told(network=two_gauges())
    assert {problem.code for problem in found} == {"E0205"}
    assert found[0].what == "the advance runs on 1435 mm (short), Place 2 – Place 6 is 1520 mm"
    assert found[0].mend == "change to a formation for 1520 mm at p2, as the place of [border]"
    assert "no gauge change place lies before it" in told(network=two_gauges(0))[0].mend


def test_dual_gauge_is_no_break() -> None:
    assert told(network=line(gauges_mm={i: (1435, 1520) for i in range(6)})) == []


def test_a_border_without_jack_tracks_or_sets() -> None:
    problem = the_only(told(OVER_BORDER, two_gauges(0)))
    assert (problem.code, problem.where) == ("E0210", "movement  border.place")
    problem = the_only(told(replace(OVER_BORDER, border=replace(BORDER, bogie_sets=1)), two_gauges()))
    assert (problem.code, problem.where) == ("E0212", "movement  border.bogie_sets")
    assert problem.what == "1 bogie set for 2 trains: advance, principal"
    assert "bring 2 sets" in problem.mend
    unknown = role("follow-up", "3", ("p0", "short"), ("p2", "shrt_1520"))
    movement = replace(OVER_BORDER, roles=(*OVER_BORDER.roles, unknown))
    assert "2 bogie sets for 3 trains" in next(
        p.what for p in told(movement, two_gauges()) if p.code == "E0212"
    )


def test_power() -> None:
    movement = replace(MOVEMENT, roles=(role("principal", "1", ("p0", "wire")),))
    problem = the_only(told(movement, line(power="25 kV AC")))
    assert problem.code == "E0206"
    assert problem.what == "the principal needs 3 kV DC (wire), Place 0 – Place 6 has 25 kV AC"
    assert told(movement, line(power="3 kV DC")) == []
    network = with_section(line(power="3 kV DC"), "p3-p4", power="none")
    assert "Place 3 – Place 4 has no wire" in the_only(told(movement, network)).what
    assert told(network=network) == [], "diesel fits everywhere"


def test_axle_load() -> None:
    weak = Steps.of([0.0, 100.0], [22_500.0, 18_000.0], [ASSUMED] * 2)
    network = with_section(line(), "p3-p4", axle_load_kg=weak)
    found = told(network=network)
    assert [problem.code for problem in found] == ["E0209", "E0209"]
    assert found[1].what == "loco of the principal has an axle of 20.0 t, Place 3 – Place 4 bears 18.0 t"


def test_too_heavy_for_the_grade() -> None:
    """1,280 t on 20 ‰: 251.1 kN of grade and 21 kN at rest, 200 kN given."""
    steep = Steps.of([0.0, 4000.0], [0.0, 0.02], [ASSUMED] * 2)
    problem = the_only(told(network=with_section(line(), "p3-p4", grade=steep)))
    assert problem.code == "E0207"
    assert problem.what == (
        "the principal (long, 1280 t) cannot start on 20.0 ‰ at Place 3 – Place 4: 72 kN are missing"
    )
    assert problem.mend == "add a locomotive, or drop about 368 t"


def test_a_short_hump_counts_by_its_mean() -> None:
    hump = Steps.of([0.0, 4000.0, 4130.0], [0.0, 0.02, 0.0], [ASSUMED] * 3)
    assert told(network=with_section(line(), "p3-p4", grade=hump)) == []


STEEP = Steps.of([0.0, 4000.0], [0.0, 0.0125], [ASSUMED] * 2)
"""164.6 kN of grade and resistance for 1,280 t: 35 kN are left of 200."""


def extent(value: float, from_m: float = 0.0, to_m: float = 8000.0) -> Extents:
    return Extents.of([from_m], [to_m], [value], [ASSUMED])


def gripping(adhesive_mass_kg: float) -> Fleet:
    """The formations, their locomotives with their mass on driven axles told."""
    changed = []
    for item in FLEET.formations.values():
        loco, *rest = item.vehicles
        assert loco.traction is not None
        pull = replace(loco.traction, adhesive_mass_kg=adhesive_mass_kg)
        changed.append(replace(item, vehicles=(replace(loco, traction=pull), *rest)))
    return fleet_of(*changed)


def test_curves_count_where_a_train_shall_start() -> None:
    assert told(network=with_section(line(), "p3-p4", grade=STEEP)) == []
    curved = with_section(line(), "p3-p4", grade=STEEP, curve_radius_m=extent(180.0, 3000.0))
    problem = the_only(told(network=curved))
    assert problem.code == "E0207"
    assert "cannot start on 12.5 ‰ and curves that count as 3.3 ‰ at Place 3 – Place 4" in problem.what
    fall = Steps.constant(-0.02, ASSUMED)
    falling = with_section(line(), "p3-p4", grade=fall, curve_radius_m=extent(180.0))
    assert told(network=falling) == []


def test_slippery_rails_count_where_a_train_shall_start() -> None:
    network = with_section(line(), "p3-p4", grade=STEEP)
    wet = with_section(network, "p3-p4", adhesion=extent(0.6, 5000.0))
    assert told(network=network, fleet=gripping(80e3)) == []
    problem = the_only(told(network=wet, fleet=gripping(80e3)))
    assert problem.code == "E0207"
    assert "12.5 ‰ on rails of 60 % adhesion at Place 3 – Place 4" in problem.what
    assert told(network=wet) == [], "its table holds the bound of adhesion already"


def test_slippery_rails_count_where_brakes_shall_hold() -> None:
    fall = with_section(line(), "p3-p4", grade=Steps.constant(-0.03, ASSUMED))
    assert told(network=fall) == []
    found = told(network=with_section(fall, "p3-p4", adhesion=extent(0.07)))
    assert {problem.code for problem in found} == {"E0208"}
    assert "fall of 30.0 ‰ on rails of 7 % adhesion at Place 3 – Place 4" in found[0].what
    assert found[0].mend.startswith("look at the rails")


def test_a_heavy_locomotive_counts_where_it_stands() -> None:
    """A hump under the locomotive alone: the train's mean by length would be a third."""
    hump = Steps.of([0.0, 4000.0, 4020.0], [0.0, 0.3, 0.0], [ASSUMED] * 3)
    network = with_section(line(), "p3-p4", grade=hump)
    light, heavy = (
        fleet_of(*(replace(item, vehicles=(replace(item.vehicles[0], mass_kg=mass_kg, braked_mass_kg=mass_kg),
                                           *item.vehicles[1:])) for item in FLEET.formations.values()))
        for mass_kg in (40e3, 90e3)
    )  # fmt: skip
    assert told(network=network, fleet=light) == []
    assert {problem.code for problem in told(network=network, fleet=heavy)} == {"E0207"}


def test_nobody_has_to_start_in_a_neutral_section() -> None:
    movement = replace(MOVEMENT, roles=(role("principal", "1", ("p0", "wire")),))
    network = with_section(line(power="3 kV DC"), "p3-p4", neutral_m=extent(0.0, 4000.0, 4100.0))
    assert told(movement, network) == []


def test_brakes_that_do_not_hold() -> None:
    fall = Steps.constant(-0.06, ASSUMED)
    found = told(network=with_section(line(), "p3-p4", grade=fall))
    assert {problem.code for problem in found} == {"E0208"}
    assert "fall of 60.0 ‰ at Place 3 – Place 4" in found[0].what


def test_brakes_outside_the_model() -> None:
    weak = tuple(
        replace(item, braked_mass_kg=0.2 * item.mass_kg) for item in FLEET.formations["long"].vehicles
    )
    fleet = fleet_of(FLEET.formations["short"], replace(FLEET.formations["long"], vehicles=weak))
    problem = the_only(told(fleet=fleet))
    assert (problem.code, problem.where) == ("E0105", "movement  roles.principal.formations[0].formation")
    assert "brake percentage 20.0" in problem.what


def test_a_sweep_by_light_axles_proves_too_little() -> None:
    light = tuple(replace(item, max_axle_load_kg=14_000.0) for item in FLEET.formations["short"].vehicles)
    fleet = fleet_of(replace(FLEET.formations["short"], vehicles=light), FLEET.formations["long"])
    problem = the_only(told(fleet=fleet))
    assert problem.code == "E0214"
    assert "the advance train's heaviest axle is 14.0 t, the principal's 20.0 t" in problem.what


def test_a_stop_of_the_principal_alone_outlasts_the_sweep() -> None:
    alone = replace(CHANGE, roles=("principal",), dwell_s=1200)
    problem = the_only(told(replace(MOVEMENT, stops=(alone,))))
    assert (problem.code, problem.where) == ("E0305", "movement  stops.p2.dwell")
    assert "stands 20 min at p2" in problem.what and "bears 15 min" in problem.what
    for stop in (replace(alone, dwell_s=900), replace(alone, resweep=True), replace(alone, roles=())):
        assert told(replace(MOVEMENT, stops=(stop,))) == []


def test_all_at_once() -> None:
    """An unknown place and formation hide nothing else."""
    movement = replace(
        MOVEMENT,
        stops=(CHANGE, replace(CHANGE, place="nowhere")),
        roles=(*MOVEMENT.roles, role("follow-up", "3", ("p0", "lng"))),
    )
    network = with_place(line(power="none"), "p2", tracks=line().places["p2"].tracks[:2])
    network = with_section(network, "p3-p4", gauges_mm=(1520,), grade=Steps.constant(0.03, ASSUMED))
    found = told(movement, network)
    assert sorted({problem.code for problem in found}) == ["E0201", "E0203", "E0205", "E0207", "E0210"]
    assert [problem.what for problem in found if "nowhere" in problem.where] == [
        "the network has no place nowhere"
    ]
    assert "3 trains and a free track need 4" in next(p.what for p in found if p.code == "E0210")


grades = st.lists(st.tuples(st.integers(20, 900), st.integers(-12, 12)), min_size=1, max_size=8)


@given(grades, st.sampled_from([1.0, -1.0]), st.integers(1, 20))
def test_steepest_mean_against_every_metre(drawn: list[tuple[int, int]], sign: float, coaches: int) -> None:
    """The oracle walks a head over the path in steps of a metre and sums the grade under the train."""
    starts = np.cumsum([0, *(length for length, _ in drawn[:-1])]).astype(float)
    steps = Steps.of(list(starts), [grade / 1000 for _, grade in drawn], [ASSUMED] * len(drawn))
    total_m = float(sum(length for length, _ in drawn))
    network = line_network([total_m], [2, 2])
    network = with_section(network, "p0-p1", grade=steps)
    path = make_path(network, ["p0", "p1"])
    train = train_of(formation("x", coaches))
    found = slopes_of(train, path, 0.0, total_m).grade
    metres = np.array([steps.at(max(0.0, m + 0.5)) for m in range(-round(train.length_m), round(total_m))])
    mass_kg = np.concatenate([np.full(round(m), kg / m) for m, kg in train.blocks])
    means = np.convolve(metres, mass_kg / mass_kg.sum(), "valid")
    assert float(np.max(sign * found)) == pytest.approx(float(np.max(sign * means)), abs=1e-12)


def test_every_problem_says_where_and_how() -> None:
    network = with_place(two_gauges(0), "p2", tracks=())
    for problem in told(replace(MOVEMENT, stops=(CHANGE, replace(CHANGE, place="x"))), network):
        kind, _, key = problem.where.partition("  ")
        assert kind in ("movement", "rules") and key
        assert problem.what and problem.mend
