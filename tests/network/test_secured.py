"""Crossings that are drawn, boxes and points that follow from tracks and block working."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.network import BlockKind, CrossingKind, Facing, PlaceKind, Structure, make_path, unsure_values
from railcade.network.build_secured import (
    CrossingLaw,
    assumed_points,
    box_nearby,
    draw_crossings,
    staffed,
    taken_by,
    with_boxes,
)
from railcade.network.course import drawn_at
from railcade.network.drawn import stream
from tests.plan.lines import line_network, secured

EVEN = (1.0, 1.0, 1.0)


@given(st.integers(0, 10**6), st.floats(200.0, 4000.0), st.floats(0.0, 5000.0))
def test_crossings_keep_their_distance(seed: int, shortest_m: float, more_m: float) -> None:
    laws = [CrossingLaw(50_000.0, shortest_m, shortest_m + more_m, EVEN)]
    at_m = [position_m for position_m, _ in draw_crossings(laws, [], stream(seed, 50))]
    gaps = np.diff([0.0, *at_m])
    assert np.all(gaps >= shortest_m - 10.0) and np.all(gaps <= shortest_m + more_m + 10.0)
    assert 50_000.0 - ([0.0, *at_m][-1]) <= shortest_m + more_m + 30.0


@given(st.integers(0, 10**6))
def test_no_crossing_on_a_bridge_in_a_tunnel_or_at_a_place(seed: int) -> None:
    ends_m = {"tunnel": (2000.0, 9000.0), "bridge": (9030.0, 9100.0)}
    structures = [Structure(kind, *pair, Basis.SURVEYED) for kind, pair in ends_m.items()]
    places_m = [0.0, 9200.0, 20_000.0]
    laws = [CrossingLaw(20_000.0, 300.0, 900.0, EVEN)]
    found = draw_crossings(laws, taken_by(structures, places_m, 0.0), stream(seed, 50))
    assert found
    for at_m, _ in found:
        assert not any(item.from_m <= at_m <= item.to_m for item in structures)
        assert min(abs(at_m - place_m) for place_m in places_m) >= 20.0


def test_a_stretch_without_crossings_and_weights() -> None:
    laws = [CrossingLaw(10_000.0, 0.0, 0.0, EVEN), CrossingLaw(20_000.0, 500.0, 500.0, (0.0, 1.0, 0.0))]
    found = draw_crossings(laws, [], stream(1, 50))
    assert found[0][0] == 10_500.0
    assert {kind for _, kind in found} == {CrossingKind.AUTOMATIC}


def test_a_keeper_has_a_place_nearby_or_is_at_the_crossing() -> None:
    places = list(line_network([5000.0, 5000.0]).places.values())
    assert box_nearby(places, [0.0, 5000.0, 10_000.0], 5600.0) == "p1"
    assert box_nearby(places, [0.0, 5000.0, 10_000.0], 2500.0) == ""


def test_boxes_are_where_trains_meet_or_sections_are_given_free_by_word() -> None:
    station, post = line_network([5000.0], [2, 0]).places.values()
    by_word, by_signal = BlockKind.STATION_TO_STATION, BlockKind.FIXED_BLOCK
    assert staffed(station, [by_signal]) and staffed(post, [by_signal, by_word])
    assert not staffed(post, [by_signal, by_signal])
    assert not staffed(replace(post, kind=PlaceKind.BORDER), [by_word])
    told = replace(station, box=False, basis={"box": Basis.PUBLISHED})
    kept, drawn = with_boxes([told, replace(post, basis={})], [by_word])
    assert not kept.box and kept.basis["box"] is Basis.PUBLISHED
    assert drawn.box and drawn.basis["box"] is Basis.ASSUMED


@pytest.mark.parametrize(("tracks", "names"), [(1, []), (2, ["1", "2"]), (5, ["1", "3", "2", "4"])])
def test_points_by_the_tracks_of_a_place(tracks: int, names: list[str]) -> None:
    network = line_network([5000.0, 5000.0], [2, tracks, 2])
    before, after = network.sections.values()
    points = assumed_points(network.places["p1"], before, after)
    assert [item.name for item in points] == names
    assert {item.facing for item in points} <= {Facing.IN}
    assert all(400.0 <= item.at_m <= 475.0 for item in points)
    assert [item.section for item in points] == sorted(item.section for item in points)
    assert len({item.id for item in points}) == len(points)


def test_short_sections_hold_their_points() -> None:
    network = line_network([300.0, 5000.0])
    section, _ = network.sections.values()
    for place in ("p0", "p1"):
        assert all(0.0 < item.at_m < 160.0 for item in assumed_points(network.places[place], None, section))


def test_structures_have_ids_along_the_section() -> None:
    section = line_network([9000.0]).sections["p0-p1"]
    kinds = ("tunnel", "bridge", "tunnel")
    starts_m = (3000.0, 2000.0, 1000.0)
    pairs = zip(kinds, starts_m, strict=True)
    items = tuple(Structure(kind, start_m, 3500.0, Basis.SURVEYED) for kind, start_m in pairs)
    named = replace(section, structures=items).named_structures
    assert [(name, item.from_m) for name, item in named] == [
        ("p0-p1/bridge_1", 2000.0), ("p0-p1/tunnel_1", 1000.0), ("p0-p1/tunnel_2", 3000.0),
    ]  # fmt: skip


def test_what_is_assumed_of_crossings_and_points_is_listed() -> None:
    network = secured(line_network([5000.0]))
    section = network.sections["p0-p1"]
    crossing = replace(section.crossings[0], basis=Basis.ASSUMED)
    points = (replace(network.places["p1"].points[0], basis=Basis.ESTIMATED),)
    network = replace(
        network,
        sections={"p0-p1": replace(section, crossings=(crossing,))},
        places={**network.places, "p1": replace(network.places["p1"], points=points)},
    )
    found = [(item.what, item.where, item.value) for item in unsure_values(make_path(network, ["p0", "p1"]))]
    assert found == [
        ("points", "p1_points_1", "1, facing trains in, 500 m out on p0-p1"),
        ("crossing", "x0", "keeper, 2500 m from the start of p0-p1"),
    ]


def test_a_position_is_drawn_in_proportion() -> None:
    section = line_network([5000.0]).sections["p0-p1"]
    lon_deg, lat_deg = drawn_at(section, 2500.0)
    assert lon_deg == pytest.approx(127.0)
    assert lat_deg == pytest.approx(40.0 + 2.5 / 111.2, abs=1e-6)
