"""The speed-distance diagram of one train alone: kilometres to the right, speed up, and why.

Law of this room
----------------
1. Distance is true; a long way is wrapped into rows of one scale, as words are into lines.
2. The white is what the whole train may run at each place; the tint above it is not.
3. The weight of the line is the driver's effort: heavy under power or held, thin without power, combed
   where it brakes. Nothing rests on colour.
4. Dashed, italic or `≈` is unsure, and nothing else is.
5. Words never overlap; one that finds no room is left out, its mark stays.

Not here: how fast (motion), pixels (raster).
"""

from railcade.notice.speed.sheet import draw_speed

__all__ = ["draw_speed"]
