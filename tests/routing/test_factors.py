"""Ways compared: one scale, weights, and what cannot change who wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.formats.gpkg import read_network
from railcade.formats.timetable_csv import read_timetable
from railcade.network import make_path
from railcade.routing import find_way
from railcade.routing.compared import Comparison, compare
from railcade.routing.factors import FACTORS, Alternative, FactorsRequest, Told
from railcade.routing.measured import measured
from tests.house.tree import ROOT

EXAMPLE = ROOT / "examples" / "st_poelten"
NAMES = ("one", "two", "three")
VALUES = st.floats(0.0, 1e6, allow_nan=False)
TABLES = st.dictionaries(
    st.sampled_from([factor.key for factor in FACTORS]), st.tuples(VALUES, VALUES, VALUES), min_size=1
)


def compared(table: dict[str, tuple[float, ...]], weights: dict[str, float] | None = None) -> Comparison:
    told = [
        Told(key, name, value, Basis.ASSUMED, "me")
        for key, values in table.items()
        for name, value in zip(NAMES, values, strict=True)
    ]
    ways = tuple(Alternative(name, ()) for name in NAMES)
    return compare(FactorsRequest(ways, weights or {}, 1.0, (), 0.0, "me"), told, "one")


@given(TABLES)
def test_scores_lie_between_0_and_1_and_the_best_has_the_least(table: dict[str, tuple[float, ...]]) -> None:
    result = compared(table)
    assert all(0.0 <= score <= 1.0 for score in result.scores)
    assert result.scores[result.names.index(result.best)] == min(result.scores)
    assert {row.factor.key for row in result.rows if row.counts} == set(table)


@given(TABLES, st.sampled_from([0.25, 4.0, 1024.0]))
def test_the_unit_of_a_factor_changes_nothing(table: dict[str, tuple[float, ...]], scale: float) -> None:
    scaled = {key: tuple(scale * value for value in values) for key, values in table.items()}
    assert compared(scaled).scores == pytest.approx(compared(table).scores, abs=2e-6)


@given(TABLES)
def test_a_way_that_is_no_worse_in_any_factor_scores_no_worse(table: dict[str, tuple[float, ...]]) -> None:
    less = {factor.key: factor.less for factor in FACTORS}
    ordered = {key: tuple(sorted(values, reverse=not less[key])) for key, values in table.items()}
    scores = compared(ordered).scores
    assert scores[0] <= scores[1] + 1e-9
    assert scores[1] <= scores[2] + 1e-9


def test_a_factor_without_weight_or_without_a_value_does_not_count() -> None:
    table = {"population": (1.0, 2.0, 4.0), "venues": (9.0, 1.0, 1.0)}
    result = compared(table, {"venues": 0.0})
    assert result.scores == (0.25, 0.5, 1.0)
    assert "threats" in {factor.key for factor in result.missing}


def test_the_bypass_by_hand() -> None:
    network = read_network(EXAMPLE / "network.gpkg")
    timetable = read_timetable(EXAMPLE / "timetable.csv")
    path = make_path(network, find_way(network, "rohr", "wagram_west", ["post_19_5"]))
    found = {item.factor: item for item in measured("bypass", path, timetable, 20.0)}
    assert found["trip_length"].value == pytest.approx(path.length_m / 1000.0, abs=1e-4)
    # Limits of 120 km/h or more all along, so 20 m/s throughout.
    assert found["transit_time"].value == pytest.approx(path.length_m / 20.0 / 60.0, abs=1e-3)
    assert found["speed"].value == pytest.approx(72.0, abs=1e-3)
    # Of all trains only those diverted use it: fourteen, all with passengers.
    diverted = sum(train.id.startswith("4") for train in timetable.trains)
    assert found["traffic_density"].value == found["passenger_traffic"].value == diverted == 14
    assert found["single_track"].value == 0.0
    assert found["grade_and_curvature"].basis is Basis.ASSUMED
    # By the drawing: more than the angle between its two ends, less than a turn and a half.
    assert 0.5 < found["grade_and_curvature"].value < 8.0
