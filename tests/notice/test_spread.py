"""Labels are moved apart, and no further than they must."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from railcade.notice.graph.spread import spread

LABELS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(1, 4), st.floats(0.5, 8)), min_size=1, max_size=12
).map(sorted)


def solved(rows: list[tuple[float, float, float]]) -> list[float]:
    wanted, pitch, weight = (list(column) for column in zip(*rows, strict=True))
    return spread(wanted, pitch, weight, (0.0, 100.0))


@given(LABELS)
def test_neighbours_keep_their_distance_and_the_frame(rows: list[tuple[float, float, float]]) -> None:
    at = solved(rows)
    for k in range(1, len(rows)):
        assert at[k] - at[k - 1] >= (rows[k][1] + rows[k - 1][1]) / 2 - 1e-6
    assert min(at) >= -1e-9
    assert max(at) <= 100.0 + 1e-6


@given(LABELS)
def test_what_is_free_stays(rows: list[tuple[float, float, float]]) -> None:
    gaps = [b[0] - a[0] >= (a[1] + b[1]) / 2 for a, b in zip(rows[:-1], rows[1:], strict=True)]
    assume(all(gaps))
    for row, at in zip(rows, solved(rows), strict=True):
        assert abs(row[0] - at) < 1e-6


@given(LABELS, st.lists(st.floats(-3, 3), min_size=12, max_size=12))
def test_no_other_allowed_set_is_nearer(rows: list[tuple[float, float, float]], moves: list[float]) -> None:
    at = solved(rows)
    other = [position + move for position, move in zip(at, moves, strict=False)]
    assume(other[0] >= 0.0 and other[-1] <= 100.0)
    pairs = zip(other[:-1], other[1:], rows[:-1], rows[1:], strict=True)
    assume(all(b - a >= (p[1] + q[1]) / 2 for a, b, p, q in pairs))

    def cost(positions: list[float]) -> float:
        return sum(row[2] * (x - row[0]) ** 2 for row, x in zip(rows, positions, strict=True))

    assert cost(at) <= cost(other) + 1e-6
