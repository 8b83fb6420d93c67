"""A line of one's own: what three small files become, and what is said when they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InputError, Problem
from railcade.formats.network_import import import_network
from railcade.network import BlockKind, Network, PlaceKind, make_path
from tests.formats.own_line import ASSUMPTIONS, COURSE, STATIONS, feature, write_line


def problems_of(folder: Path, **files: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        import_network(write_line(folder, **files))
    return list(caught.value.problems)


def brought_in(folder: Path, **files: Any) -> Network:
    return import_network(write_line(folder, **files))


def with_lines(*lines: str) -> str:
    """The assumptions with more under [line]."""
    return ASSUMPTIONS + "\n".join(lines) + "\n"


def test_smallest_line(tmp_path: Path) -> None:
    network = brought_in(tmp_path)
    assert list(network.places) == ["alpha", "post_4_8", "beta", "post_16_7", "loop_23_8", "gamma"]
    assert sum(section.length_m for section in network.sections.values()) == pytest.approx(31_000.0)
    assert max(section.length_m for section in network.sections.values()) <= 8000.0
    assert network.places["post_16_7"].name == "post km 16.7"
    assert [track.basis for track in network.places["loop_23_8"].tracks] == [Basis.ASSUMED] * 2
    assert network.notes["seed"] == "7"


def test_positions_follow_the_drawing_in_proportion(tmp_path: Path) -> None:
    network = brought_in(tmp_path)
    # Halfway by kilometre between Alpha and Beta is halfway on the drawing between them.
    assert network.places["post_4_8"].lon_deg == pytest.approx(10.05, abs=1e-6)
    for section in network.sections.values():
        assert section.lonlat_deg[0] == pytest.approx(
            [network.places[section.start].lon_deg, network.places[section.start].lat_deg], abs=1e-5
        )


def test_structures_and_course_basis(tmp_path: Path) -> None:
    network = brought_in(tmp_path)
    bridges = [(section.id, item) for section in network.sections.values() for item in section.structures]
    # 10.2 to 10.21 of the 0.3 degrees between Beta (10.1, km 9.5) and Gamma (10.4, km 31).
    length_m = sum(item.to_m - item.from_m for _, item in bridges)
    assert length_m == pytest.approx(21_500.0 * 0.01 / 0.3, abs=1.0)
    assert {item.kind for _, item in bridges} == {"bridge"}
    assert network.sections["alpha-post_4_8"].basis["geometry"] is Basis.SURVEYED
    assert network.sections["loop_23_8-gamma"].basis["geometry"] is Basis.ESTIMATED


@pytest.mark.parametrize(
    ("line", "stretch", "expected"),
    [
        ("", "", [None]),
        ("tunnel_drag_factor = 1.4\n", "", [1.4]),
        ('tunnel_drag_factor = "typical"\n', "", [2.25]),
        ('tunnel_drag_factor = "typical"\n', "tracks = 2\n", [1.6]),
        ("", "tunnel_drag_factor = 3.0\nbasis = \"estimated\"\n", [3.0]),
    ],
)
def test_drag_is_assumed_for_tunnels_if_asked(
    tmp_path: Path, line: str, stretch: str, expected: list[float | None]
) -> None:
    course = [{**COURSE[0]}, *(feature(f["geometry"]["coordinates"], **f["properties"]) for f in COURSE[1:])]
    course[1]["properties"]["structure"] = "tunnel"
    text = ASSUMPTIONS + line + (f'[[stretch]]\nfrom = "Beta"\nto = "Gamma"\n{stretch}' if stretch else "")
    network = import_network(write_line(tmp_path, assumptions=text, course=course))
    found = [item for section in network.sections.values() for item in section.structures]
    assert [item.drag_factor for item in found] == expected
    basis = None if expected == [None] else Basis.ESTIMATED if "estimated" in stretch else Basis.ASSUMED
    assert {item.drag_basis for item in found} == {basis}


def test_stretches_override_in_order(tmp_path: Path) -> None:
    more = """\
[[stretch]]
from = "Beta"
to = "gamma"
tracks = 2
basis = "published"
source = "a map"
block = "fixed_block"
signal_spacing_m = 2000
setting = "20 s"
axle_load_t = 20
limit_kmh = 54
grade_permille = -3
[[stretch]]
from = "Beta"
to = "Gamma"
gauge_mm = [1435, 1520]
power = "3 kV DC"
"""
    network = brought_in(tmp_path, assumptions=ASSUMPTIONS + more)
    before, after = network.sections["alpha-post_4_8"], network.sections["loop_23_8-gamma"]
    assert (before.tracks, before.block.kind) == (1, BlockKind.STATION_TO_STATION)
    assert (after.tracks, after.block.kind, after.block.setting_s) == (2, BlockKind.FIXED_BLOCK, 20)
    assert after.basis["tracks"] is Basis.PUBLISHED
    assert after.basis["gauges_mm"] is Basis.ASSUMED
    assert after.gauges_mm == (1435, 1520)
    assert after.power == "3 kV DC"
    assert np.diff([0.0, *after.block.signal_m, after.length_m]) == pytest.approx(2000.0, rel=0.25)
    assert after.limit_mps.value.tolist() == [15.0]
    assert after.limit_mps.basis == (Basis.PUBLISHED,)
    assert after.grade.value.tolist() == [-0.003]
    assert after.axle_load_kg.value.tolist() == [20_000.0]
    assert "a map" in after.source
    assert before.limit_mps.basis[0] is Basis.ASSUMED


def test_places_override(tmp_path: Path) -> None:
    more = """\
[[place]]
name = "Beta"
tracks = 5
track_length_m = [900, 1000]
reset = "2 min"
jack_tracks = 2
may_reverse = true
[[place]]
name = "Gamma"
kind = "post"
"""
    beta, gamma = (
        brought_in(tmp_path, assumptions='main = ["Beta"]\n' + ASSUMPTIONS + more).places[name]
        for name in ("beta", "gamma")
    )
    assert len(beta.tracks) == 5
    assert all(900.0 <= track.length_m <= 1000.0 for track in beta.tracks)
    assert (beta.reset_s, beta.jack_tracks, beta.may_reverse, beta.main) == (120, 2, True, True)
    assert beta.basis["may_reverse"] is Basis.ASSUMED
    assert (gamma.kind, gamma.tracks, gamma.reset_s) == (PlaceKind.POST, (), 0)


def test_all_columns(tmp_path: Path) -> None:
    stations = """\
name,id,name_local,kind,km,km_basis,lat,lon,coord_basis,country,zone,gauge_mm,electrification,note
"Übersee, Süd",,유,station,0,surveyed,50,10,sourced (map),DE,,1435 (reported),25 kV AC (published),hello
Café (old),cafe_2,,loop,7,interpolated,50,10.4,sourced place (town),FR,Europe/Paris,1520,none,
"""
    assumptions = ASSUMPTIONS.replace('"" =', "DE =")
    first, last = brought_in(tmp_path, stations=stations, assumptions=assumptions).places.values()
    assert (first.id, first.local_name, first.zone) == ("ubersee_sud", "유", "Europe/Berlin")
    assert (first.basis["km"], first.basis["position"]) == (Basis.SURVEYED, Basis.PUBLISHED)
    assert (last.id, last.name, last.kind) == ("cafe_2", "Café (old)", PlaceKind.LOOP)
    assert (last.zone, last.country, last.basis["km"]) == ("Europe/Paris", "FR", Basis.ESTIMATED)
    assert last.basis["position"] is Basis.ESTIMATED
    network = brought_in(tmp_path, stations=stations, assumptions=assumptions)
    section = network.sections["ubersee_sud-cafe_2"]
    assert (section.gauges_mm, section.power) == ((1435,), "25 kV AC")
    assert section.basis["gauges_mm"] is Basis.ESTIMATED
    assert section.basis["power"] is Basis.PUBLISHED
    assert section.basis["length_m"] is Basis.ESTIMATED


def test_a_line_need_not_begin_at_zero(tmp_path: Path) -> None:
    moved = (
        STATIONS.replace("Alpha,0,", "Alpha,100,").replace("Beta,9.5", "Beta,109.5").replace("31,", "131,")
    )
    first, second = brought_in(tmp_path), brought_in(tmp_path, stations=moved)
    profiles = [make_path(network, list(network.places)).grade for network in (first, second)]
    assert profiles[0].start_m.tolist() == pytest.approx(profiles[1].start_m.tolist())
    assert profiles[0].value.tolist() == profiles[1].value.tolist()


@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(0, 4))
def test_sections_are_never_longer_than_allowed(
    tmp_path_factory: pytest.TempPathFactory, seed: int, longest_km: int, loop_every: int
) -> None:
    assumptions = with_lines(f"longest_section_km = {longest_km}", f"loop_every = {loop_every}")
    assumptions = assumptions.replace("seed = 7", f"seed = {seed}")
    network = brought_in(tmp_path_factory.mktemp("line"), assumptions=assumptions)
    assert all(0.0 < section.length_m <= 1000.0 * longest_km for section in network.sections.values())
    assert sum(section.length_m for section in network.sections.values()) == pytest.approx(31_000.0)
    loops = [place for place in network.places.values() if place.kind is PlaceKind.LOOP]
    assert bool(loops) == (loop_every > 0 and 21.5 / longest_km > loop_every)


def test_the_seed_alone_decides(tmp_path: Path) -> None:
    def grades(text: str) -> list[float]:
        network = brought_in(tmp_path, assumptions=text)
        return make_path(network, list(network.places)).grade.value.tolist()

    assert grades(ASSUMPTIONS) == grades(ASSUMPTIONS)
    assert grades(ASSUMPTIONS) != grades(ASSUMPTIONS.replace("seed = 7", "seed = 8"))


def test_lines_in_two_files_and_a_multiline(tmp_path: Path) -> None:
    paths = write_line(tmp_path, course=COURSE[:1])
    parts = [[[10.2, 50.0], [10.3, 50.0]], [[10.3, 50.0], [10.4, 50.0]]]
    rest = (
        '{"type": "Feature", "properties": null, "geometry": {"type": "MultiLineString", "coordinates": %s}}'
    )
    (tmp_path / "rest.json").write_text(rest % parts)
    network = import_network([paths[0], tmp_path / "rest.json", *paths[1:]])
    assert len(network.places) == 6


def test_a_small_gap_is_closed_and_marked(tmp_path: Path) -> None:
    course = [feature([[10.0, 50.0], [10.25, 50.0]]), feature([[10.2505, 50.0], [10.4, 50.0]])]
    network = brought_in(tmp_path, course=course)
    bases = [section.basis["geometry"] for section in network.sections.values()]
    assert bases.count(Basis.ESTIMATED) == 1
    wide = [feature([[10.0, 50.0], [10.2, 50.0]]), feature([[10.21, 50.0], [10.4, 50.0]])]
    (problem,) = problems_of(tmp_path, course=wide)
    assert problem.code == "E0105"
    assert "begins 715 m from where the piece before it ends" in problem.what


def test_faults_of_all_three_files_at_once(tmp_path: Path) -> None:
    stations = """\
name,km,lat,lon,gauge_mm,electrificaton
Alpha,0,50.0,10.0,1435,none
"""
    assumptions = (
        'name = "x"\nseed = "seven"\nattribution = "mine"\nplces = 1\n[zones]\nDE = "Europe/Berlin"\n'
    )
    found = problems_of(tmp_path, stations=stations, assumptions=assumptions, course=[{"geometry": None}])
    texts = [str(problem) for problem in found]
    assert [problem.code for problem in found] == ["E0105", "E0103", "E0105", "E0103"]
    assert "line.geojson feature 0: no geometry instead of a LineString" in texts[0]
    assert "stations.csv:1: unknown column electrificaton; did you mean electrification?" in texts[1]
    assert "assumptions.toml:2  seed" in texts[2]
    assert "unknown key plces; did you mean places" in texts[3]


def test_every_fault_of_the_stations_at_once(tmp_path: Path) -> None:
    stations = """\
name,id,km,lat,lon,kind,zone,km_basis,gauge_mm,electrification
Alpha,,0,50.0,10.0,,,,1435,none
Beta,,nan,50.0,10.1,staton,Europe/Berlln,guessed,wide,3 kV AC
Gamma,G 1,,95,ten,,,,1435,none
,,40,50,10.4,,,,1435,none
유,,41,50,10.4,,,,1435,none
Alpha,,41,50,10.4,,,,1435,none
Delta,,50,50
"""
    found = problems_of(tmp_path, stations=stations)
    texts = "\n".join(str(problem) for problem in found)
    for expected in (
        "E0106 {}:3  km: nan is not a number to compute with",
        'E0105 {}:3  kind: "staton" is no kind of place; did you mean station?',
        'E0105 {}:3  zone: "Europe/Berlln" is no IANA time zone; did you mean Europe/Berlin',
        'E0105 {}:3  km_basis: "guessed" says no basis that is known',
        'E0105 {}:3  gauge_mm: "wide" is not a gauge',
        'E0105 {}:3  electrification: "3 kV AC" is not a supply that is known; did you mean',
        'E0105 {}:4  id: "G 1" is no id',
        "E0104 {}:4  km: km is empty",
        "E0105 {}:4  lat: 95 is beyond 90 degrees",
        'E0105 {}:4  lon: "ten" is not a number',
        "E0104 {}:5  name: the name is empty",
        'E0105 {}:6  id: "유" has no Latin letters to make an id of',
        "E0108 {}:7: the id alpha stands in {}:2 already",
        "E0211 {}:7  km: Alpha at km 41 does not lie beyond 유 at km 41",
        "E0102 {}:8: 4 cells under 10 columns",
    ):
        assert expected.replace("{}", str(tmp_path / "stations.csv")) in texts, expected


@pytest.mark.parametrize(
    ("stations", "code", "what"),
    [
        ("", "E0102", "the file is empty"),
        ("name;km;lat;lon\nA;0;50;10\n", "E0102", "not separated by commas"),
        ("name,km,lat,lon\nA,0,50,10\n", "E0104", "1 places"),
        ("name,km,lat\nA,0,50\n", "E0104", "the column lon is missing"),
        ("name,km,lat,lon,km\nA,0,50,10,1\n", "E0108", "the column km stands twice"),
        ('name,km,lat,lon\n"A,0,50,10\n', "E0102", "not a CSV table"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, stations: str, code: str, what: str) -> None:
    found = problems_of(tmp_path, stations=stations)
    assert any(problem.code == code and what in problem.what for problem in found), found


@pytest.mark.parametrize(
    ("more", "code", "what"),
    [
        ("tracks = 3", "E0105", "3"),
        ("loop_evry = 2", "E0103", "unknown key loop_evry"),
        ("longest_section_km = nan", "E0106", "nan"),
        ("limits_kmh = [60, 70]\nlimits_weight = [1]", "E0105", "1 weights for 2 limits"),
        ("grade_length_km = [6, 1]", "E0105", "6 is more than 1"),
        ("[line.basis]\ntrack = 'published'", "E0103", "unknown key track"),
        ("[[place]]\nname = 'Betta'", "E0201", 'the place "Betta" is not in the list'),
        ("[[place]]\nname = 'Beta'\nkind = 'border'\ntracks = 2", "E0105", "Beta is a border with 2 tracks"),
        ("[[place]]\nname = 'Beta'\ntracks = 0", "E0105", "Beta is a station with 0 tracks"),
        ("[[place]]\nname = 'Beta'\ntrack_length_m = [800, 700]", "E0105", "800 is more than 700"),
        ("[[place]]\nname = 'Beta'\nreset = '0 s'", "E0105", "not greater than or equal to 1"),
        ("[places]\nreset = '0 s'", "E0105", "not greater than or equal to 1"),
        ("[places]\nreset = '" + "9" * 4000 + " s'", "E0105", "is not a duration"),
        ("[[stretch]]\nfrom = 'Alfa'\nto = 'Gamma'", "E0201", 'the place "Alfa" is not in the list'),
        ("[[stretch]]\nfrom = 'Gamma'\nto = 'Beta'", "E0211", '"Beta" does not lie beyond "Gamma"'),
    ],
)
def test_each_assumption_that_is_wrong(tmp_path: Path, more: str, code: str, what: str) -> None:
    found = problems_of(tmp_path, assumptions=with_lines(more))
    assert [problem.code for problem in found] == [code]
    assert what in found[0].what
    assert "assumptions.toml" in found[0].where or "stations.csv" in found[0].where


def test_unknown_places_are_told_with_what_else_is_wrong(tmp_path: Path) -> None:
    assumptions = """\
name = "x"
seed = 1
attribution = "mine"
main = ["Alfa"]
[zones]
DE = "Europe/Berlin"
"""
    stations = STATIONS.replace("Beta,9.5,50.0", "Beta,9.5,51.0")
    found = problems_of(tmp_path, stations=stations, assumptions=assumptions)
    what = "\n".join(problem.what for problem in found)
    assert 'the place "Alfa" is not in the list of stations' in what
    assert 'no zone for the country ""' in what
    assert "no gauge from Alpha on" in what
    assert "no power supply from Beta on" in what
    assert "Beta lies 111.2 km from the drawn line" in what


def test_a_zone_that_is_none(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, assumptions=ASSUMPTIONS.replace("Europe/Berlin", "Berlin"))
    assert (problem.code, problem.what) == ("E0105", '"Berlin" is no IANA time zone')


def test_a_reversed_line_is_told_once(tmp_path: Path) -> None:
    course = [feature([[10.4, 50.0], [10.2, 50.0], [10.0, 50.0]])]
    (problem,) = problems_of(tmp_path, course=course)
    assert problem.code == "E0211"
    assert problem.what == "the line is drawn from Gamma to Alpha, against its kilometres"


def test_two_places_on_one_point(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, stations=STATIONS.replace("50.0,10.1", "50.0,10.4"))
    assert problem.code == "E0211"
    assert "Gamma does not come after Beta on the drawn line" in problem.what


@pytest.mark.parametrize(
    ("course", "code", "what"),
    [
        ("{", "E0102", "not JSON"),
        ("[" * 100_000, "E0102", "brackets in brackets without end"),
        ('{"features": [' + "9" * 5000 + "]}", "E0105", "no geometry"),
        ([feature([[10.0, 50.0], [10**400, 50.0]])], "E0106", "not finite"),
        ("[]", "E0102", "not a GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "E0102", "no LineString in it"),
        (
            [{"geometry": {"type": "Point", "coordinates": [10, 50]}}],
            "E0105",
            "Point instead of a LineString",
        ),
        ([feature([[10.0, 50.0]])], "E0105", "fewer than two points"),
        ([feature([[10.0, 50.0], [10.4]])], "E0105", "[10.4] is no point"),
        ([feature([[10.0, 50.0], [float("nan"), 50.0]])], "E0106", "not finite"),
        ([feature([[10.0, 50.0], [500000.0, 50.0]])], "E0105", "no longitude and latitude"),
        ([feature([[10.0, 50.0], [10.4, 50.0]], structure="brige")], "E0105", '"brige" is no structure'),
        ([feature([[10.0, 50.0], [10.4, 50.0]], geometry_source="hearsay")], "E0105", "says no basis"),
        ([feature([[10.0, 50.0], [10.0, 50.0]])], "E0105", "one point"),
    ],
)
def test_a_course_that_is_none(tmp_path: Path, course: Any, code: str, what: str) -> None:
    found = problems_of(tmp_path, course=course)
    assert [problem.code for problem in found] == [code]
    assert what in found[0].what


def test_sources_that_lack_or_double(tmp_path: Path) -> None:
    line, stations, assumptions = write_line(tmp_path)
    for sources, code, what in (
        ([line, stations], "E0104", "there is no TOML of assumptions"),
        ([stations, assumptions], "E0104", "there is no GeoJSON file of the line"),
        ([line, stations, stations, assumptions], "E0108", "2 files would each be the CSV of stations"),
        ([line, stations, assumptions, tmp_path / "line.shp"], "E0102", ".shp is no source of a line"),
    ):
        with pytest.raises(InputError) as caught:
            import_network(sources)
        assert [problem.code for problem in caught.value.problems] == [code]
        assert what in caught.value.problems[0].what


def test_missing_files_are_all_told(tmp_path: Path) -> None:
    write_line(tmp_path)
    paths = [tmp_path / name for name in ("lin.geojson", "station.csv", "assumption.toml")]
    with pytest.raises(InputError) as caught:
        import_network(paths)
    assert [problem.code for problem in caught.value.problems] == ["E0101"] * 3
    assert caught.value.problems[1].mend == "did you mean stations.csv?"


def test_spoilt_files_are_told_or_taken(tmp_path: Path, cases: Callable[[int], int]) -> None:
    """Whatever is cut out of a file, doubled or changed: a network or problems, never a traceback."""
    rng = np.random.default_rng(3)
    texts = [path.read_bytes() for path in write_line(tmp_path)]
    paths = write_line(tmp_path)
    taken = 0
    for _ in range(cases(150)):
        which = int(rng.integers(3))
        text = bytearray(texts[which])
        first, last = sorted(rng.integers(0, len(text), 2).tolist())
        last = min(last, first + 12)
        odd = [
            b"",
            text[first:last] * 2,
            b"nan",
            b"-1e999",
            b'"',
            b"\xff",
            b"[]",
            b"null",
            b",,",
            b"\n",
            b"9",
        ]
        text[first:last] = odd[int(rng.integers(len(odd)))]
        for path, whole in zip(paths, texts, strict=True):
            path.write_bytes(text if path == paths[which] else whole)
        try:
            import_network(paths)
            taken += 1
        except InputError as error:
            assert error.problems
    assert taken < cases(150)
