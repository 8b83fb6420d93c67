"""How large a campaign is: the one place that reads RAILCADE_SOAK_FACTOR.

`make test` runs each campaign at factor 1, with seeds that never change. `make soak` sets a large
factor: hypothesis draws that many times more examples, from fresh seeds, and prints how to repeat a
failure; tests that count their cases themselves ask the fixture `cases`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

SOAK_FACTOR = int(os.environ.get("RAILCADE_SOAK_FACTOR", "1"))
EXAMPLES = 50

settings.register_profile(
    "house",
    max_examples=EXAMPLES * SOAK_FACTOR,
    derandomize=SOAK_FACTOR == 1,
    print_blob=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
# Who runs the tests side by side tells them a width of terminal: none of them asks for one unless it says so.
os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="session")
def cases() -> Callable[[int], int]:
    """Number of cases of a campaign, from its number in `make test`."""
    return lambda in_make_test: in_make_test * SOAK_FACTOR
