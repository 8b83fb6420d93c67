"""Names of zones are looked up one by one."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from railcade.clock import is_zone


def test_every_zone_of_the_list_is_one() -> None:
    assert {zone for zone in available_timezones() if not is_zone(zone)} <= {"localtime", "Factory"}


NONE = ["", "Europe", "Europe/Berlln", "../etc/passwd", "/etc/localtime", "localtime", "right/UTC", "a\0b"]


@pytest.mark.parametrize("name", NONE)
def test_what_is_none(name: str) -> None:
    assert not is_zone(name)
