"""The order of vehicles in a train."""

from railcade.compose.arranging import arranged
from tests.compose.stock import vehicle


def test_a_role_that_stands_twice_is_shared() -> None:
    escorts = [vehicle(f"E{i}", "escort") for i in range(3)]
    others = [vehicle("S", "saloon"), vehicle("L", "locomotive")]
    order = ("locomotive", "escort", "saloon", "escort")
    assert [item.id for item in arranged([*escorts, *others], order)] == ["L", "E0", "E1", "S", "E2"]
