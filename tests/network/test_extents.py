"""Extents of a path: read from either end, joined over sections, and listed where they are unsure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from railcade.basis import Basis
from railcade.network import NOWHERE, Extents, Network, make_path, unsure_values
from tests.formats.networks import networks

KINDS = ("curve_radius_m", "tunnel_drag", "neutral_m", "adhesion", "feeding_watt", "heavy_limits")


@given(networks())
def test_a_path_holds_the_extents_of_its_sections(network: Network) -> None:
    path = make_path(network, list(network.places))
    for kind in KINDS:
        found = getattr(path, kind)
        wanted = [
            (start_m + a_m, start_m + b_m, value, basis, kg)
            for start_m, item in zip(path.place_m, path.sections, strict=False)
            for a_m, b_m, value, basis, kg in rows(getattr(item.section, kind))
        ]
        assert rows(found) == wanted


@given(networks())
def test_there_and_back_they_lie_at_the_same_places(network: Network) -> None:
    there = make_path(network, list(network.places))
    back = make_path(network, list(network.places)[::-1])
    for kind in KINDS:
        one, other = getattr(there, kind), getattr(back, kind)
        assert other.value.tolist() == one.value.tolist()[::-1], "a curve is as tight from the other side"
        assert other.basis == one.basis[::-1]
        assert other.above_kg.tolist() == one.above_kg.tolist()[::-1]
        assert other.from_m == pytest.approx(there.length_m - one.to_m[::-1], abs=1e-6)
        assert other.to_m == pytest.approx(there.length_m - one.from_m[::-1], abs=1e-6)


@given(networks())
def test_each_unsure_one_is_listed(network: Network) -> None:
    path = make_path(network, list(network.places))
    words = {
        "curve_radius_m": "curve",
        "tunnel_drag": "tunnel drag",
        "neutral_m": "neutral section",
        "adhesion": "adhesion",
        "feeding_watt": "feeding",
        "heavy_limits": "speed limit above",
    }
    listed = [entry.what for entry in unsure_values(path)]
    for kind, word in words.items():
        unsure = sum(basis.unsure for basis in getattr(path, kind).basis)
        assert sum(what.startswith(word) for what in listed) == unsure


def rows(extents: Extents) -> list[tuple[float, float, float, Basis, float]]:
    columns = (extents.from_m, extents.to_m, extents.value, extents.basis, extents.above_kg)
    return list(zip(*columns, strict=True))


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="as many"):
        Extents.of([0.0], [1.0], [1.0, 2.0], [Basis.ASSUMED])
    with pytest.raises(ValueError, match="ends beyond"):
        Extents.of([0.0, 5.0], [1.0, 5.0], [1.0, 2.0], [Basis.ASSUMED] * 2)


def test_nowhere_stays_nowhere() -> None:
    assert (len(NOWHERE), len(NOWHERE.reversed(5.0)), len(Extents.joined([(9.0, NOWHERE)]))) == (0, 0, 0)
    with pytest.raises(ValueError, match="read-only"):
        Extents.joined([(9.0, Extents.of([1.0], [2.0], [3.0], [Basis.ASSUMED]))]).from_m[0] = np.nan
