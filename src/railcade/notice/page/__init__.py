"""The page of a plan: train graph, map and path table, with one hover, one selection and one clock.

Law of this room
----------------
1. It is one file that opens without a network: type, style, script and data lie in it, and its own
   policy forbids everything else.
2. It shows what plan and runs say; it computes no time of a train. Between stored points it shows the
   straight line.
3. Nothing of a plan is ever read as markup: Python escapes what it writes, the script sets text as text.
4. Colours, weights and sizes come from `look`; the script knows none of its own.
5. The same plan gives the same bytes.

Not here: what is closed or held (plan), the sheets for paper (graph).
"""

from railcade.notice.page.document import draw_page

__all__ = ["draw_page"]
