"""Editions: what moved from one to the next, named and marked, and the cancellation of a notice.

Law of this room
----------------
1. An amendment names what is printed otherwise than before, and nothing else; the old is struck through.
2. It compares rows of two plans as they stand on paper; it judges no reason and computes no time.
3. Equal plans give an amendment that says that nothing changed.

Not here: which folder replaces which (app), change bars (notice.document), posts (notice.extracts).
"""

from railcade.notice.amendments.cancellation import crossed_out, make_cancellation
from railcade.notice.amendments.changes import Change, changes_between
from railcade.notice.amendments.edition import Edition, Link
from railcade.notice.amendments.sheet import make_amendment

__all__ = [
    "Change",
    "Edition",
    "Link",
    "changes_between",
    "crossed_out",
    "make_amendment",
    "make_cancellation",
]
