"""The special train notice: thirteen sections on paper, and the furniture that extracts and cards share.

Law of this room
----------------
1. It prints what stands in the plan and its inputs; it computes no time, window or spacing. Windows are
   rounded outward to whole minutes, published times are printed as they are.
2. Nothing is lost between plan and paper: every protection window, every held train and every assumed
   value stands in it.
3. What was not released to a reader leaves no hole: no bar, no empty column, no gap in the numbering.
4. Words are literals to the typesetter; no word of an input can be taken for markup.
5. Only shipped faces, no clock, no network: the same inputs give the same bytes.
6. Every page says whose, which edition, which copy, which page of how many, and what Railcade never claims.

Not here: the train graph (notice.graph), reading `notice.toml` (formats), writing files (app).
"""

from railcade.notice.document.details import NOTHING_GIVEN, PARTS, NoticeDetails
from railcade.notice.document.fitting import details_problems
from railcade.notice.document.notice import Notice, make_notice
from railcade.notice.document.view import Facts, View

__all__ = [
    "NOTHING_GIVEN",
    "PARTS",
    "Facts",
    "Notice",
    "NoticeDetails",
    "View",
    "details_problems",
    "make_notice",
]
