"""The drawn course: distances by closed forms, places laid onto it in their order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.network.course import (
    EARTH_RADIUS_M,
    Course,
    CoursePiece,
    Mileposts,
    chain,
    haversine_m,
    lay_along,
)

LON = st.floats(-179.0, 179.0)
LAT = st.floats(-89.0, 89.0)


def course_of(*points: tuple[float, float]) -> Course:
    lonlat_deg, along_m = chain(points)
    return Course(lonlat_deg, along_m, (CoursePiece(0.0, float(along_m[-1]), "plain", Basis.PUBLISHED),))


def test_quarter_of_the_globe() -> None:
    assert float(haversine_m([0.0, 0.0], [0.0, 90.0])) == pytest.approx(np.pi / 2 * EARTH_RADIUS_M)
    assert float(haversine_m([0.0, 0.0], [180.0, 0.0])) == pytest.approx(np.pi * EARTH_RADIUS_M)
    assert float(haversine_m([10.0, 60.0], [10.0, 60.0])) == 0.0


@given(LON, LAT, LON, LAT)
def test_distance_agrees_with_the_angle_between_vectors(a: float, b: float, c: float, d: float) -> None:
    def vector(lon_deg: float, lat_deg: float) -> np.ndarray:
        lon, lat = np.radians(lon_deg), np.radians(lat_deg)
        return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    first, second = vector(a, b), vector(c, d)
    angle = np.arctan2(np.linalg.norm(np.cross(first, second)), first @ second)
    assert float(haversine_m([a, b], [c, d])) == pytest.approx(angle * EARTH_RADIUS_M, abs=1.0)


def test_equal_neighbours_are_one_point() -> None:
    lonlat_deg, along_m = chain([(10.0, 50.0), (10.0, 50.0), (10.0, 51.0)])
    assert len(lonlat_deg) == 2
    assert along_m[0] == 0.0


def test_places_off_the_line_go_to_the_nearest_point() -> None:
    course = course_of((10.0, 0.0), (11.0, 0.0), (11.0, 1.0))
    along_m, offset_m = lay_along(course, [(10.0, 0.0), (10.5, 0.01), (11.01, 0.5), (11.0, 1.0)])
    degree_m = float(haversine_m([10.0, 0.0], [11.0, 0.0]))
    assert along_m == pytest.approx([0.0, degree_m / 2, 1.5 * degree_m, 2 * degree_m], rel=1e-6)
    assert offset_m == pytest.approx([0.0, degree_m / 100, degree_m / 100, 0.0], rel=1e-3)


def test_a_line_that_turns_back_is_followed_in_order() -> None:
    # Out along the equator and back 200 m beside it: alone, each place would fit either way.
    course = course_of((10.0, 0.0), (10.5, 0.0), (10.5, 0.002), (10.0, 0.002))
    along_m, _ = lay_along(course, [(10.0, 0.0), (10.4, 0.001), (10.3, 0.001), (10.1, 0.001)])
    assert np.all(np.diff(along_m) > 0.0)


@given(st.data())
def test_places_on_the_line_are_found_where_they_are(data: st.DataObject) -> None:
    steps = data.draw(
        st.lists(st.tuples(st.floats(0.05, 0.3), st.floats(-0.2, 0.2)), min_size=2, max_size=12)
    )
    points = np.cumsum([(10.0, 40.0), *steps], axis=0)
    course = course_of(*(tuple(point) for point in points.tolist()))
    length_m = float(course.along_m[-1])
    shares = sorted(data.draw(st.sets(st.integers(0, 1000), min_size=2, max_size=8)))
    true_m = [length_m * share / 1000 for share in shares]
    along_m, offset_m = lay_along(course, [course.point_at(position_m) for position_m in true_m])
    assert along_m == pytest.approx(true_m, abs=0.02 * length_m / len(points) + 1.0)
    assert np.max(offset_m) < 1.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_cuts_join_without_a_gap(a: float, b: float) -> None:
    course = course_of((10.0, 0.0), (10.5, 0.2), (11.0, 0.1))
    total_m = float(course.along_m[-1])
    first_m, last_m = sorted((a * total_m, b * total_m))
    before, middle = course.cut(0.0, first_m), course.cut(first_m, last_m)
    assert before[-1].tolist() == middle[0].tolist()
    assert middle[-1].tolist() == course.cut(last_m, total_m)[0].tolist()


def test_kilometres_and_drawing_map_both_ways() -> None:
    mileposts = Mileposts(np.array([0.0, 1000.0, 3000.0]), np.array([0.0, 900.0, 1000.0]))
    assert mileposts.along(2000.0) == 950.0
    assert mileposts.line(950.0) == 2000.0
