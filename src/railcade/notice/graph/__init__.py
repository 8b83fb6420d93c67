"""The train graph: time to the right, kilometres down.

Law of this room
----------------
1. Distance and time are true; what is enlarged is ruled off and says so.
2. Every train has one form and every role one mark; nothing rests on colour alone.
3. Dashed, italic or `≈` is unsure, and nothing else is.
4. Words never overlap; a minor word that finds no room is left out, its mark stays.
5. The same plan gives the same bytes.

Not here: which times (plan), pixels (raster).
"""

from railcade.notice.graph.sheet import draw_graph, draw_sheets

__all__ = ["draw_graph", "draw_sheets"]
