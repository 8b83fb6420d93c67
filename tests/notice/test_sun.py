"""Nights against published sunrise and sunset."""

from __future__ import annotations

import pytest

from railcade.clock import from_iso
from railcade.notice.graph.sun import nights


# Rise and set of the U.S. Naval Observatory's tables for these places, to the minute.
@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "noon", "sets", "rises"),
    [
        (51.5, -0.12, "2024-06-20T12:00:00Z", "2024-06-20T20:21:00Z", "2024-06-21T03:43:00Z"),
        (40.71, -74.0, "2024-12-20T17:00:00Z", "2024-12-20T21:31:00Z", "2024-12-21T12:17:00Z"),
    ],
)
def test_rise_and_set(lat_deg: float, lon_deg: float, noon: str, sets: str, rises: str) -> None:
    start_s = from_iso(noon)
    [(down_s, up_s)] = nights(start_s, start_s + 86_000, lat_deg, lon_deg)
    assert down_s == pytest.approx(from_iso(sets), abs=120)
    assert up_s == pytest.approx(from_iso(rises), abs=120)


def test_polar_day_and_polar_night() -> None:
    june_s, december_s = from_iso("2024-06-21T00:00:00Z"), from_iso("2024-12-21T00:00:00Z")
    assert nights(june_s, june_s + 86_400, 69.65, 18.96) == []
    assert nights(december_s, december_s + 86_400, 69.65, 18.96) == [(december_s, december_s + 86_400)]


def test_a_window_that_begins_at_night_is_dark_from_its_start() -> None:
    start_s = from_iso("2027-05-16T16:00:00Z")
    first = nights(start_s, start_s + 43_200, 39.0, 125.7)[0]
    assert first[0] == start_s
