"""Which track each train takes: exact, and by its wish where that can be."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from railcade.network import Place, Track
from railcade.plan.occupation.tracks import Hold, assign_tracks
from tests.plan.lines import SURVEYED, line_network


def place(*lengths_m: float) -> Place:
    tracks = tuple(Track(str(i + 1), length_m, SURVEYED) for i, length_m in enumerate(lengths_m))
    return replace(line_network([6000.0], [2, 2]).places["p0"], tracks=tracks, reset_s=1)


def sound(here: Place, holds: list[Hold], tracks: dict[tuple[str, int], str]) -> bool:
    """Whether all are long enough, and none is held twice, its reset counted."""
    lengths_m = {track.id: track.length_m for track in here.tracks}
    fit = all(lengths_m[tracks[hold.user]] >= hold.length_m for hold in holds)
    return fit and not any(
        tracks[a.user] == tracks[b.user]
        and a.arrive_s < b.leave_s + here.reset_s
        and b.arrive_s < a.leave_s + here.reset_s
        for a, b in combinations(holds, 2)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Place, list[Hold]]:
    lengths = st.sampled_from([250.0, 500.0, 800.0])
    here = place(*draw(st.lists(lengths, min_size=1, max_size=3)))
    holds = []
    for number in range(draw(st.integers(1, 6))):
        arrive_s, stay_s = draw(st.integers(0, 20)), draw(st.integers(0, 8))
        length_m = draw(st.sampled_from([0.0, 200.0, 400.0, 700.0]))
        holds.append(
            Hold(("service", number), arrive_s, arrive_s + stay_s, length_m, draw(st.sampled_from("123")))
        )
    return here, holds


@given(cases())
def test_an_assignment_is_found_exactly_where_there_is_one(case: tuple[Place, list[Hold]]) -> None:
    here, holds = case
    found = assign_tracks(here, holds)
    if found is not None:
        assert sound(here, holds, dict(found))
        return
    users = [hold.user for hold in holds]
    for names in product([track.id for track in here.tracks], repeat=len(holds)):
        assert not sound(here, holds, dict(zip(users, names, strict=True)))


@given(cases())
def test_wishes_are_kept_where_all_can_be(case: tuple[Place, list[Hold]]) -> None:
    here, holds = case
    wished = {hold.user: hold.wish for hold in holds}
    known = {track.id for track in here.tracks}
    if set(wished.values()) <= known and sound(here, holds, wished):
        assert assign_tracks(here, holds) == wished


def test_a_short_train_makes_room_for_a_long_one_that_comes_later() -> None:
    # Shortest fitting track first would put the second train on the only track that fits the third.
    here = place(800.0, 300.0)
    holds = [
        Hold(("service", 0), 0, 4, 0.0, "2"),
        Hold(("service", 1), 0, 10, 0.0, "1"),
        Hold(("service", 2), 6, 20, 700.0, "1"),
    ]
    assert assign_tracks(here, holds) == {("service", 0): "1", ("service", 1): "2", ("service", 2): "1"}


def test_many_tracks_of_many_lengths_are_settled_within_the_bound() -> None:
    here = place(*(200.0 + 10.0 * i for i in range(12)))
    holds = [Hold(("service", i), i, i + 500, 0.0, "12") for i in range(11)]
    holds.append(Hold(("service", 11), 400, 900, 310.0, "1"))
    found = assign_tracks(here, holds)
    assert found is not None and found["service", 11] == "12"
