"""What any process pays that imports numba and calls one cached kernel."""

from numba import njit


@njit(cache=True)
def twice(x: float) -> float:
    return 2.0 * x


print(twice(21.0))
