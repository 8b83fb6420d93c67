"""Documents and drawings made from a plan, or from the run of one train.

Law of this room
----------------
1. It draws what the plan or the run says and computes no time, spacing or window of its own.
2. One file of tokens (`look`) gives every colour, weight and size.
3. Only shipped fonts are used; no network, no system font, no clock.
4. Local times come with their zone, guesses with `≈`, and every sheet says what Railcade never claims.

Not here: writing files (formats), the terminal (cli).
"""

from railcade.notice.graph import draw_graph, draw_sheets
from railcade.notice.page import draw_page
from railcade.notice.raster import svg_to_png
from railcade.notice.speed import draw_speed

__all__ = ["draw_graph", "draw_page", "draw_sheets", "draw_speed", "svg_to_png"]
