"""A way through the network: the same line read from either end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.network import Network, Steps, make_path, unsure_values
from tests.formats.networks import networks, steps

TOTAL_M = 10_000.0


@given(networks())
def test_there_and_back_is_the_same_line(network: Network) -> None:
    there = make_path(network, list(network.places))
    back = make_path(network, list(network.places)[::-1])
    assert back.length_m == pytest.approx(there.length_m)
    assert back.place_m == pytest.approx(there.length_m - there.place_m[::-1], abs=1e-6)
    assert [item.section.id for item in back.sections] == [item.section.id for item in there.sections][::-1]
    assert back.limit_mps.value.tolist() == there.limit_mps.value.tolist()[::-1]
    assert back.grade.value.tolist() == (-there.grade.value[::-1]).tolist()
    assert back.axle_load_kg.basis == there.axle_load_kg.basis[::-1]
    for item, other in zip(back.sections, reversed(there.sections), strict=True):
        length_m = item.section.length_m
        assert item.signal_m == pytest.approx([length_m - at_m for at_m in other.signal_m[::-1]])
        assert (item.track == other.track) == (item.section.tracks == 1)
    assert sorted(unsure_values(there), key=str) == sorted(unsure_values(back), key=str)


@given(networks())
def test_a_path_reads_as_its_sections(network: Network) -> None:
    path = make_path(network, list(network.places))
    for item, start_m in zip(path.sections, path.place_m, strict=False):
        for share in (0.0, 0.3, 0.9):
            at_m = share * item.section.length_m
            near_break = np.min(np.abs(item.section.grade.start_m - at_m)) < 1e-6
            assert path.grade.at(start_m + at_m) == item.section.grade.at(at_m) or (
                near_break and share > 0.0
            )
    assert [path.index[place.id] for place in path.places] == list(range(len(path.places)))


@given(networks())
def test_everything_unsure_is_listed_once(network: Network) -> None:
    path = make_path(network, list(network.places))
    found = unsure_values(path)
    assert len({(entry.what, entry.where) for entry in found}) == len(found)
    assert all(entry.basis.unsure for entry in found)
    unsure_places = sum(basis.unsure for place in path.places for basis in place.basis.values())
    assert sum(entry.what.startswith("place ") for entry in found) == unsure_places
    unsure_blocks = sum(item.section.block.basis.unsure for item in path.sections)
    assert sum(entry.what == "block working" for entry in found) == unsure_blocks


def test_a_way_without_a_section_is_refused() -> None:
    network = Network("empty", {}, {}, "made up")
    with pytest.raises(KeyError):
        make_path(network, ["a", "b"])


@given(steps(TOTAL_M, -1.0, 1.0), st.floats(0.0, TOTAL_M))
def test_steps_read_backwards(profile: Steps, at_m: float) -> None:
    back = profile.reversed(TOTAL_M, -1.0)
    if np.min(np.abs(np.append(profile.start_m, TOTAL_M) - at_m)) > 1e-6:
        assert back.at(TOTAL_M - at_m) == -profile.at(at_m)
    assert back.reversed(TOTAL_M, -1.0).start_m == pytest.approx(profile.start_m, abs=1e-9)


def test_at_a_break_the_value_beyond_holds() -> None:
    profile = Steps.of([0.0, 100.0], [1.0, 2.0], [Basis.SURVEYED, Basis.ASSUMED])
    assert (profile.at(-5.0), profile.at(99.9), profile.at(100.0), profile.at(1e9)) == (1.0, 1.0, 2.0, 2.0)
