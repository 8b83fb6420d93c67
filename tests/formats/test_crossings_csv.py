"""Level crossings of a line of one's own: from a list, or drawn; and what is said of a list that is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from railcade.app.checking import check_files
from railcade.basis import Basis
from railcade.errors import InputError, Problem
from railcade.formats.network_import import import_network
from railcade.network import Crossing, CrossingKind, Network
from tests.formats.networks import plain
from tests.formats.own_line import ASSUMPTIONS, write_line

LIST = """\
crossing,km,kind,keeper,id,basis,source,note
"Mill Lane, upper",4.1,keeper,,,surveyed,own survey,hello
B 12,9.5,automatic,,b12,,,
Field path,31,open,Gamma,,,,
"""


def sources(folder: Path, text: str = LIST, assumptions: str = ASSUMPTIONS) -> list[Path]:
    path = folder / "crossings.csv"
    path.write_text(text, encoding="utf-8")
    return [*write_line(folder, assumptions=assumptions), path]


def crossings(network: Network) -> list[tuple[str, Crossing]]:
    return [(section.id, item) for section in network.sections.values() for item in section.crossings]


def problems_of(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        import_network(sources(folder, text))
    return list(caught.value.problems)


def test_a_list_is_taken_as_it_is(tmp_path: Path) -> None:
    (first, mill), (second, road), (third, path) = crossings(import_network(sources(tmp_path)))
    assert (first, second, third) == ("alpha-post_4_8", "beta-post_16_7", "loop_23_8-gamma")
    assert (mill.id, mill.name, mill.at_m) == ("crossing_4_10", "Mill Lane, upper", pytest.approx(4100.0))
    assert (mill.kind, mill.basis, mill.source) == (CrossingKind.KEEPER, Basis.SURVEYED, "own survey")
    assert (road.id, road.at_m, road.basis) == ("b12", pytest.approx(1.0), Basis.PUBLISHED)
    assert (path.keeper_place, path.source) == ("gamma", "list of crossings")
    section = import_network(sources(tmp_path)).sections[third]
    assert path.at_m == pytest.approx(section.length_m - 2.0)


def test_with_a_list_none_is_drawn(tmp_path: Path) -> None:
    wish = ASSUMPTIONS + "crossing_every_km = [1, 2]\n"
    assert len(crossings(import_network(sources(tmp_path, assumptions=wish)))) == 3


def test_drawn_crossings_change_nothing_else(tmp_path: Path) -> None:
    bare = import_network(write_line(tmp_path))
    wish = ASSUMPTIONS + "crossing_every_km = [2, 3]\ncrossing_weights = [1, 0, 0]\n"
    drawn = import_network(write_line(tmp_path, assumptions=wish))
    assert {item.kind for _, item in crossings(drawn)} == {CrossingKind.KEEPER}
    assert {item.basis for _, item in crossings(drawn)} == {Basis.ASSUMED}
    assert 8 <= len(crossings(drawn)) <= 15
    sections = {key: replace(item, crossings=()) for key, item in drawn.sections.items()}
    assert plain(replace(drawn, sections=sections)) == plain(bare)
    again = import_network(write_line(tmp_path, assumptions=wish))
    assert plain(again) == plain(drawn)


def test_a_stretch_has_its_own(tmp_path: Path) -> None:
    wish = ASSUMPTIONS + "crossing_every_km = [1, 1]\n[[stretch]]\nfrom = 'Beta'\nto = 'Gamma'\n"
    wish += "crossing_every_km = [10, 10]\n"
    found = [item.name for _, item in crossings(import_network(write_line(tmp_path, assumptions=wish)))]
    assert found == [f"crossing km {km:.2f}" for km in (*range(1, 10), 19.5, 29.5)]


def test_boxes_are_assumed_or_told(tmp_path: Path) -> None:
    wish = ASSUMPTIONS + "[[place]]\nname = 'Beta'\nbox = false\nbasis = 'published'\n"
    places = import_network(write_line(tmp_path, assumptions=wish)).places
    assert not places["beta"].box and places["beta"].basis["box"] is Basis.PUBLISHED
    assert places["post_4_8"].box and places["post_4_8"].basis["box"] is Basis.ASSUMED


def test_every_fault_of_a_list_at_once(tmp_path: Path) -> None:
    text = """\
crossing,km,kind,keeper,basis
,4.1,keper,,guessed
B 12,nan,,,
Lane,41,open,,
Road,5.000,open,Betta,
Path,5.001,open,
"""
    found = "\n".join(str(problem) for problem in problems_of(tmp_path, text))
    where = tmp_path / "crossings.csv"
    for expected in (
        f"E0104 {where}:2  crossing: the name is empty",
        f'E0105 {where}:2  kind: "keper" is no kind of crossing; did you mean keeper?',
        f'E0105 {where}:2  basis: "guessed" says no basis',
        f"E0106 {where}:3  km: nan is not a number",
        f"E0104 {where}:3  kind: the kind is empty",
        f"E0102 {where}:6: 4 cells under 5 columns",
        f"E0108 {where}:6: the id crossing_5_00 stands above already",
    ):
        assert expected in found, expected
    text = "crossing,km,kind,keeper\nLane,41,open,\nRoad,5,open,Betta\n"
    found = "\n".join(str(problem) for problem in problems_of(tmp_path, text))
    assert f"E0105 {where}:2  km: km 41 lies beyond the line, km 0 to 31" in found
    assert f'E0201 {where}:3  keeper: the place "Betta" is not on the line; did you mean Beta or' in found


@pytest.mark.parametrize(
    ("text", "code", "what"),
    [
        ("crossing,km\nA,1\n", "E0104", "the column kind is missing"),
        ("crossing,km,kind,keper\nA,1,open,\n", "E0103", "unknown column keper"),
    ],
)
def test_a_header_that_is_wrong(tmp_path: Path, text: str, code: str, what: str) -> None:
    (problem,) = problems_of(tmp_path, text)
    assert (problem.code, problem.what) == (code, what)


def test_wrong_assumptions_of_crossings_are_told(tmp_path: Path) -> None:
    wish = ASSUMPTIONS + "crossing_every_km = [6, 2]\ncrossing_weights = [0, 0, 0]\n"
    with pytest.raises(InputError) as caught:
        import_network(write_line(tmp_path, assumptions=wish))
    found = [problem.what for problem in caught.value.problems]
    assert found == ["6 is more than 2", "all three numbers are 0"]


def test_it_is_a_kind_of_file(tmp_path: Path) -> None:
    path = sources(tmp_path)[-1]
    assert check_files([path]) == [(path, "crossings")]
