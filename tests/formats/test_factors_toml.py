"""`factors.toml`: what is read, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.errors import InputError
from railcade.formats.factors_toml import read_factors
from railcade.routing.factors import FACTORS
from tests.house.tree import ROOT

WAYS = """\
[[alternatives]]
name = "North"
via = ["a"]
[[alternatives]]
name = "South"
"""


def test_the_example() -> None:
    request = read_factors(ROOT / "examples" / "st_poelten" / "factors.toml")
    assert [item.name for item in request.alternatives] == ["Freight bypass", "Through St. Pölten"]
    assert request.weights["population"] == 4.0
    assert request.default_weight == 1.0
    assert request.cap_mps == pytest.approx(50 * 0.44704, rel=1e-4)


def test_the_list_of_the_rule_is_whole() -> None:
    assert [factor.number for factor in FACTORS] == list(range(1, 30))
    assert len({factor.key for factor in FACTORS}) == 29


def test_every_fault_at_once(tmp_path: Path) -> None:
    path = tmp_path / "factors.toml"
    value = '[[values]]\nfactor = "{}"\nalternative = "{}"\nvalue = {}\nbasis = "assumed"\nsource = "me"\n'
    path.write_text(
        'source = "me"\n[weights]\npopulaton = 2\n'
        + WAYS
        + '[[alternatives]]\nname = "South"\n'
        + value.format("venues", "North", 1)
        + value.format("venues", "North", 2)
        + value.format("threat", "West", 1),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_factors(path)
    told = [str(problem) for problem in caught.value.problems]
    for words in (
        "unknown factor populaton; did you mean population?",
        "South stands twice",
        "unknown factor threat; did you mean threats?",
        'no alternative is called "West"',
        "venues of North stands twice",
        "venues is not told for South",
    ):
        assert any(words in line for line in told), (words, told)


def test_one_way_is_no_comparison(tmp_path: Path) -> None:
    path = tmp_path / "factors.toml"
    path.write_text('source = "me"\n[[alternatives]]\nname = "North"\n', encoding="utf-8")
    with pytest.raises(InputError, match="E0105"):
        read_factors(path)
