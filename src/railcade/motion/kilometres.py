"""Positions in words: kilometres of the line, for people, who know it by its posts, or of the path."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from railcade.network import Path

Place = Callable[[float], str]
"""Words for a position of the head, such as ``km 411.8``."""
Stretch = Callable[[float, float], str]
"""Words for two positions of the head, such as ``km 411.8 to 412.6``."""

_OF_PATH = " of the path"


class Kilometres:
    """Positions on a path in kilometres of the line, straight interpolation between its places.

    Where the posts do not go one way along the path (it changes lines), kilometres count from its start.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        posts = np.array([place.km for place in path.places])
        apart = np.diff(posts)
        self.of_line = bool(np.all(apart > 0.0) or np.all(apart < 0.0))
        """Whether they are the line's own."""
        self._place_m = path.place_m
        self._posts = posts if self.of_line else path.place_m / 1e3

    def at(self, position_m: float) -> float:
        """Kilometre of a position."""
        return float(np.interp(position_m, self._place_m, self._posts))

    def place(self, position_m: float) -> str:
        """A position in words, such as ``km 411.8``."""
        text = f"km {self.at(position_m):,.1f}".replace("-", "−")
        return text if self.of_line else f"{text}{_OF_PATH}"

    def stretch(self, from_m: float, to_m: float) -> str:
        """A stretch in words, such as ``km 411.8 to 412.6``."""
        return self.place(from_m).removesuffix(_OF_PATH) + f" to {self.place(to_m).removeprefix('km ')}"

    def position_m(self, km: float) -> float | None:
        """Position of a kilometre; None where it lies off the path."""
        posts, place_m = self._posts, self._place_m
        if posts[0] > posts[-1]:
            posts, place_m = posts[::-1], place_m[::-1]
        if not posts[0] <= km <= posts[-1]:
            return None
        return float(np.interp(km, posts, place_m))


def path_place(position_m: float) -> str:
    """Kilometre of the path, which counts from its start."""
    return f"km {position_m / 1e3:.1f}"


def path_stretch(from_m: float, to_m: float) -> str:
    """A stretch of the path."""
    return f"km {from_m / 1e3:.3f} to {to_m / 1e3:.3f} of the path"
