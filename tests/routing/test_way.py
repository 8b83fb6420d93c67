"""Ways: the shortest, always the same one, and a problem with a mend where there is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.network import Block, BlockKind, Network, Place, PlaceKind, Section, Steps, Track
from railcade.network.steps import frozen_array
from railcade.routing import find_way

ONE = Steps.constant(1.0, Basis.ASSUMED)
BLOCK = Block(BlockKind.STATION_TO_STATION, (), 90, 15, 75, Basis.ASSUMED)


def net(*edges: tuple[str, str, float]) -> Network:
    names = sorted({name for a, b, _ in edges for name in (a, b)})
    tracks = (Track("1", 700.0, Basis.ASSUMED),)
    places = {
        name: Place(
            name, name.upper(), PlaceKind.STATION, float(i), 50.0, 10.0 + i, "DE", "Europe/Berlin", tracks, 60
        )
        for i, name in enumerate(names)
    }
    sections = {}
    for a, b, length_m in edges:
        lonlat_deg = frozen_array([places[a].lon_deg, 50.0, places[b].lon_deg, 50.0]).reshape(2, 2)
        sections[f"{a}-{b}"] = Section(
            f"{a}-{b}", a, b, length_m, 1, BLOCK, (1435,), "none", ONE, ONE, ONE, (), lonlat_deg
        )
    return Network("drawn", places, sections, "made up")


def test_shortest_by_length_not_by_number_of_sections() -> None:
    network = net(("a", "b", 100.0), ("b", "c", 100.0), ("a", "c", 300.0))
    assert find_way(network, "a", "c") == ("a", "b", "c")
    assert find_way(network, "c", "a") == ("c", "b", "a")


def test_via_is_honoured_in_order() -> None:
    network = net(("a", "b", 1.0), ("b", "d", 1.0), ("a", "c", 9.0), ("c", "d", 9.0), ("d", "e", 1.0))
    assert find_way(network, "a", "e", ["c"]) == ("a", "c", "d", "e")
    assert find_way(network, "a", "e", ["b", "d"]) == ("a", "b", "d", "e")


def test_of_equal_ways_the_first_in_the_alphabet() -> None:
    network = net(("a", "x", 5.0), ("x", "z", 5.0), ("a", "m", 4.0), ("m", "z", 6.0))
    assert find_way(network, "a", "z") == ("a", "m", "z")


def test_every_unknown_place_is_told_with_near_names() -> None:
    network = net(("pyongyang", "sinsongchon", 1.0))
    with pytest.raises(InputError) as caught:
        find_way(network, "pyongjang", "Sinsongchon".upper(), ["kowon"])
    texts = [str(problem) for problem in caught.value.problems]
    assert [problem.code for problem in caught.value.problems] == ["E0201"] * 3
    assert "did you mean pyongyang?" in texts[0]
    assert "use a place id of the network" in texts[1]
    assert "use its id, sinsongchon" in texts[2]


def test_no_way_names_both_ends() -> None:
    network = net(("a", "b", 1.0), ("c", "d", 1.0))
    with pytest.raises(InputError, match=r"E0202 a - c.*no sections lead from a to c"):
        find_way(network, "a", "c")


def test_nowhere_to_go_and_twice_through_a_place() -> None:
    network = net(("a", "b", 1.0), ("b", "c", 1.0))
    with pytest.raises(InputError, match=r"E0202.*name two different places"):
        find_way(network, "a", "a")
    with pytest.raises(InputError, match=r"E0202.*through b twice"):
        find_way(network, "a", "b", ["c"])


MAIN_LINE = [(a, b, 1.0) for a, b in itertools.pairwise("abcdefgh")]
BRANCHED = net(*MAIN_LINE, ("c", "spur", 1.0), ("spur", "mine", 1.0))


def problems_of(*via: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        find_way(BRANCHED, "a", "f", via)
    return [str(problem) for problem in caught.value.problems]


def test_one_problem_for_each_via_place_that_turns_the_way_back() -> None:
    told = problems_of("d", "h", "b", "e", "nowhere")
    assert len(told) == 3
    assert 'place "nowhere": it is not in the network' in told[0]
    assert 'place "h": it lies off the way from a to f, which would come through f and 1 more' in told[1]
    assert "leave it out" in told[1]
    assert 'place "b": it comes before d on the way to f; list places in travel order' in told[2]


def test_a_place_beside_the_way_is_told_with_where_it_turns_off() -> None:
    (told,) = problems_of("mine")
    assert "would come through c and 1 more twice; did you mean c?" in told


@given(st.data())
def test_no_shorter_way_exists(data: st.DataObject) -> None:
    """Against every order of places, tried one by one."""
    names = "abcdef"
    pairs = data.draw(st.sets(st.sampled_from(list(itertools.combinations(names, 2))), min_size=5))
    lengths = {pair: float(data.draw(st.integers(1, 9))) for pair in sorted(pairs)}
    network = net(*((a, b, length_m) for (a, b), length_m in lengths.items()))
    both = lengths | {(b, a): length_m for (a, b), length_m in lengths.items()}
    ways = [
        (sum(both[pair] for pair in itertools.pairwise(way)), way)
        for count in range(len(names) - 1)
        for middle in itertools.permutations(names[1:-1], count)
        for way in [("a", *middle, "f")]
        if all(pair in both for pair in itertools.pairwise(way))
    ]
    if {"a", "f"} <= set(network.places) and ways:
        assert find_way(network, "a", "f") == min(ways)[1]
    else:
        with pytest.raises(InputError):
            find_way(network, "a", "f")
