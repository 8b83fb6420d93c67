"""Documents and drawings made from a plan.

Law of this room
----------------
1. It draws what the plan says and computes no time, spacing or window of its own.
2. One file of tokens (`look`) gives every colour, weight and size.
3. Only shipped fonts are used; no network, no system font, no clock.
4. Local times come with their zone, guesses with `≈`, and every sheet says what Railcade never claims.

Not here: writing files (formats), the terminal (cli).
"""

from railcade.notice.graph import draw_graph
from railcade.notice.raster import svg_to_png

__all__ = ["draw_graph", "svg_to_png"]
