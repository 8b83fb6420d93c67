"""The path as the whole train sees it, cut into cells.

Law of this room
----------------
1. In a cell the mean grade is linear in the way, and everything else constant.
2. The whole train counts: grade by the mass of each vehicle, limits and slippery rails until the tail is
   clear, neutral sections from the first collector to the last.
3. Of equal limits the first of line, train, pace, axle load and rule gives the reason.
4. Breaks nearer than a micrometre are one.
5. Only the stair of drag at portals is not exact; its error is bounded and stated.

Not here: forces, speeds, times.
"""

from railcade.motion.way.cells import SAME_M, way_cells

__all__ = ["SAME_M", "way_cells"]
