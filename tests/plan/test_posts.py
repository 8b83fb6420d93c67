"""Windows merged for a person: nothing lost, nothing over each other, nothing merged that could be apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from railcade.plan.model import Anchor, ProtectionRow
from railcade.plan.rows.posts import merged

ANCHOR = Anchor("advance", "arrives", 0, "actual")


@st.composite
def windows(draw: st.DrawFn) -> list[ProtectionRow]:
    found = []
    for i in range(draw(st.integers(0, 12))):
        from_s = draw(st.integers(0, 5000))
        until_s = from_s + draw(st.integers(0, 900))
        target = f"x{draw(st.integers(0, 3))}"
        found.append(
            ProtectionRow(f"r{i}", "points", target, from_s, until_s, (), "p", ANCHOR, ANCHOR)
        )
    return found


@given(windows(), st.integers(0, 600))
def test_every_window_is_in_one_chain_and_chains_are_apart(
    rows: list[ProtectionRow], handover_s: int
) -> None:
    chains = list(merged(rows, handover_s))
    assert sorted(row.rule for chain in chains for row in chain) == sorted(row.rule for row in rows)
    spans = [(chain[0].closed_from_s, max(row.closed_until_s for row in chain)) for chain in chains]
    for (_, until_s), (from_s, _) in zip(spans, spans[1:], strict=False):
        assert from_s > until_s + handover_s
    for chain, (from_s, until_s) in zip(chains, spans, strict=True):
        assert all(from_s <= row.closed_from_s and row.closed_until_s <= until_s for row in chain)


@given(windows(), st.integers(0, 600))
def test_what_could_be_apart_is_apart(rows: list[ProtectionRow], handover_s: int) -> None:
    """At each second of a chain somebody is on duty, or is about to be within the hand-over time."""
    for chain in merged(rows, handover_s):
        ends = sorted({row.closed_until_s for row in chain})[:-1]
        for end_s in ends:
            on_duty = any(row.closed_from_s <= end_s < row.closed_until_s for row in chain)
            soon = any(end_s < row.closed_from_s <= end_s + handover_s for row in chain)
            at_once = any(row.closed_from_s == end_s == row.closed_until_s for row in chain)
            assert on_duty or soon or at_once


@given(windows(), st.integers(0, 600))
def test_the_order_of_the_rows_does_not_matter(rows: list[ProtectionRow], handover_s: int) -> None:
    assert list(merged(rows, handover_s)) == list(merged(rows[::-1], handover_s))
