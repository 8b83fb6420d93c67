"""Tracks of OpenStreetMap become lines, junctions and limits; what is wrong is told all at once."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from railcade.app.importing import import_network
from railcade.basis import Basis
from railcade.errors import InputError
from railcade.formats.gpkg import read_network
from railcade.formats.osm_import import import_tracks
from railcade.network import Network, PlaceKind, turns_back
from railcade.routing import find_way
from tests.formats.osm_town import ASSUMPTIONS, PLACES, town, where, write_town
from tests.house.tree import ROOT

EXAMPLE = ROOT / "examples" / "st_poelten"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return import_tracks(write_town(tmp_path_factory.mktemp("town")))


def test_lines_part_at_a_junction(network: Network) -> None:
    (junction,) = [place for place in network.places.values() if place.id.startswith("junction")]
    assert junction.kind is PlaceKind.POST
    assert len(network.sections_at[junction.id]) == 3
    assert find_way(network, "west", "north")[-1] == "north"
    assert junction.id in find_way(network, "west", "north")


def test_nobody_turns_back_at_a_junction(network: Network) -> None:
    with pytest.raises(InputError, match="E0202"):
        find_way(network, "east", "north")
    junction = next(place for place in network.places if place.startswith("junction"))
    around = [item.end if item.start == junction else item.start for item in network.sections_at[junction]]
    assert sum(turns_back(network, a, junction, b) for a in around for b in around if a < b) == 1


def test_tracks_side_by_side_are_one_double_line(network: Network) -> None:
    north = set(find_way(network, "west", "north")) - set(find_way(network, "west", "east"))
    for section in network.sections.values():
        single = section.start in north or section.end in north
        assert section.tracks == (1 if single else 2)
        assert section.basis["tracks"] is Basis.ESTIMATED
        assert section.power == ("none" if single else "15 kV AC")
        assert float(section.axle_load_kg.value[0]) == (20_000.0 if single else 22_500.0)


def test_limits_and_tunnels_lie_where_the_tags_have_them(network: Network) -> None:
    way = find_way(network, "west", "east")
    sections = [
        next(item for item in network.sections.values() if {item.start, item.end} == {a, b})
        for a, b in zip(way, way[1:], strict=False)
    ]
    assert sum(section.length_m for section in sections) == pytest.approx(12_000.0, rel=2e-3)
    tunnels = [item for section in sections for item in section.structures if item.kind == "tunnel"]
    assert sum(item.to_m - item.from_m for item in tunnels) == pytest.approx(2000.0, rel=2e-3)
    speeds = {round(3.6 * float(v)) for section in sections for v in section.limit_mps.value}
    assert speeds == {120, 90}
    assert all(basis is Basis.PUBLISHED for section in sections for basis in section.limit_mps.basis)


def test_a_missing_limit_is_drawn_and_assumed(tmp_path: Path) -> None:
    extract = town()
    for way in extract.ways:
        way["tags"].pop("maxspeed")
    drawn = import_tracks(write_town(tmp_path, extract.data()))
    assert {b for item in drawn.sections.values() for b in item.limit_mps.basis} == {Basis.ASSUMED}


def test_a_listed_post_names_the_junction(tmp_path: Path) -> None:
    lines = PLACES.format(west=where(-6000, 0), east=where(6000, 0), north=where(3900, 5250)).splitlines()
    rows = ["name,kind,country,lat,lon", *(line.replace(",AT", ",station,AT") for line in lines[1:])]
    rows.append(f"Fork,post,AT,{where(300, 0)}")
    places = "\n".join(rows) + "\n"
    assert "fork" in import_tracks(write_town(tmp_path, places=places)).places


def test_the_same_sources_give_the_same_network(tmp_path: Path, network: Network) -> None:
    again = import_tracks(write_town(tmp_path))
    assert list(again.sections) == list(network.sections)
    for name, section in again.sections.items():
        assert np.array_equal(section.grade.value, network.sections[name].grade.value)


def test_the_example_is_made_from_its_sources(tmp_path: Path) -> None:
    names = ("data/st_poelten.json.gz", "data/places.csv", "assumptions.toml")
    sources = [EXAMPLE / name for name in names]
    counts = import_network(sources, tmp_path / "network.gpkg", lambda _: None)
    assert counts["km"] == 104
    assert (tmp_path / "network.gpkg").read_bytes() == (EXAMPLE / "network.gpkg").read_bytes()


def test_tunnels_of_the_example_have_their_known_lengths() -> None:
    network = read_network(EXAMPLE / "network.gpkg")
    # Pummersdorf: three ways of 463, 70 and 2,938 m.
    bypass = ("post_14_3-post_19_5", "post_19_5-post_24_7")
    tunnel_m = sum(
        item.to_m - item.from_m
        for name in bypass
        for item in network.sections[name].structures
        if item.kind == "tunnel"
    )
    assert tunnel_m == pytest.approx(3471.0, abs=10.0)
    assert float(max(network.sections["wagram_east-pottenbrunn"].limit_mps.value)) * 3.6 == pytest.approx(
        250.0
    )


def problems_of(paths: list[Path]) -> list[str]:
    with pytest.raises(InputError) as caught:
        import_tracks(paths)
    return [str(problem) for problem in caught.value.problems]


def test_every_fault_of_every_file_at_once(tmp_path: Path) -> None:
    extract = town()
    data = extract.data()
    data["elements"][0]["tags"]["maxspeed"] = "fast"
    data["elements"][1]["nodes"] = [7, 8]
    data["elements"].append({"type": "node", "id": 5, "lat": 91, "lon": 0})
    places = "name,lat,lon\nWest,48,fifteen\n"
    told = problems_of(write_town(tmp_path, data, places, ASSUMPTIONS + "wrong = 1\n"))
    for words in ('"fast" is no speed', "2 of its nodes", "a node without id", "fifteen", "wrong"):
        assert any(words in line for line in told), (words, told)


def test_places_that_lie_on_no_track_or_on_the_same_are_told(tmp_path: Path) -> None:
    places = f"name,country,lat,lon\nWest,AT,{where(-6000, 0)}\nNear,AT,{where(-5990, 0)}\nFar,AT,50,15\n"
    told = problems_of(write_town(tmp_path, places=places))
    assert any("lie on the same tracks" in line for line in told)
    assert any("km from the nearest running track" in line for line in told)


def test_places_that_no_tracks_join(tmp_path: Path) -> None:
    extract = town()
    extract.way([(0.0, 9000.0), (3000.0, 9000.0)])
    rows = [("West", -6000, 0), ("East", 6000, 0), ("Apart", 1500, 9000)]
    places = "name,country,lat,lon\n" + "".join(f"{name},AT,{where(x, y)}\n" for name, x, y in rows)
    (told,) = problems_of(write_town(tmp_path, extract.data(), places))
    assert "E0202" in told
    assert "no running tracks lead from West to Apart" in told


def test_files_that_are_no_extract(tmp_path: Path) -> None:
    paths = write_town(tmp_path, '{"osm3s": {}, "elements": []}')
    assert "no running track" in problems_of(paths)[0]
    paths[0].write_text('{"elements": 3}', encoding="utf-8")
    assert "no list of elements" in problems_of(paths)[0]
    paths[0].write_text('{"elements": [', encoding="utf-8")
    assert "not JSON" in problems_of(paths)[0]
    broken = tmp_path / "town.json.gz"
    broken.write_bytes(gzip.compress(b"{}")[:-9])
    assert "E0102" in problems_of([broken, *paths[1:]])[0]
    told = problems_of([broken, broken, tmp_path / "x.txt"])
    assert [line[:5] for line in told] == ["E0108", "E0104", "E0104", "E0102"]


def test_geojson_of_overpass_turbo_is_the_same_network(tmp_path: Path, network: Network) -> None:
    data = town().data()
    at = {node["id"]: [node["lon"], node["lat"]] for node in data["elements"] if node["type"] == "node"}
    features = [
        {
            "type": "Feature",
            "properties": {**way["tags"], "@id": f"way/{way['id']}"},
            "geometry": {"type": "LineString", "coordinates": [at[node] for node in way["nodes"]]},
        }
        for way in town().ways
    ]
    paths = write_town(tmp_path, {"generator": "overpass-turbo", "features": features})
    paths[0] = paths[0].rename(tmp_path / "town.geojson")
    counts = import_network(paths, tmp_path / "network.gpkg", lambda _: None)
    assert counts["sections"] == len(network.sections)
    again = read_network(tmp_path / "network.gpkg")
    assert {name: item.length_m for name, item in again.sections.items()} == {
        name: item.length_m for name, item in network.sections.items()
    }


def test_the_riviera_is_made_from_its_sources(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "evacuation"
    names = ("data/riviera.geojson.gz", "data/places.csv", "assumptions.toml")
    import_network([folder / name for name in names], tmp_path / "network.gpkg", lambda _: None)
    assert (tmp_path / "network.gpkg").read_bytes() == (folder / "network.gpkg").read_bytes()
