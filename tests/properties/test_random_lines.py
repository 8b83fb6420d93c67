"""Whatever the line: a plan that the independent check lets stand, or a refusal with codes and places."""

from __future__ import annotations

from collections.abc import Callable

from railcade.errors import CODES, InfeasibleError, InputError
from tests.properties.random_lines import random_line
from tests.stories.told import tell

IN_MAKE_TEST = 500


def test_a_checked_plan_or_a_named_reason(cases: Callable[[int], int]) -> None:
    planned, holding = 0, 0
    for seed in range(cases(IN_MAKE_TEST)):
        try:
            told = tell(random_line(seed))
        except (InputError, InfeasibleError) as error:
            assert error.problems, seed
            for item in error.problems:
                assert item.code in CODES and item.where and item.what and item.mend, (seed, item)
            continue
        assert told.record.holds, (seed, [str(problem) for problem in told.record.problems])
        planned += 1
        holding += told.plan.bill.trains_held > 0
    # The campaign says something only where both ends, and holding others, are frequent.
    assert planned > 30 and holding > 8
