"""Extracts: one page for one post, with its own hours and its own actions.

Law of this room
----------------
1. Nothing of the plan is lost: every action of a post and every wait of a held train stands on exactly one
   extract.
2. An extract tells nothing of other posts, and of the trains only what its readers were released: running
   numbers alone, and marks drawn alike, where they are not told which train is which.
3. Windows are rounded outward to whole minutes, each at its own end; published times stand as they are.
4. What hangs on a train that may be late says so: it is undone after that train, not at a minute.
   A box closes and a guard goes after all that is still to be done there.
5. What changed since the edition before is named in words, with the old time, or it says that nothing did.

Not here: the notice (notice.document), writing files (app), the hours themselves (plan).
"""

from railcade.notice.extracts.make import make_extracts
from railcade.notice.extracts.model import Extract, Step
from railcade.notice.extracts.sheet import extract_names, print_extracts, print_extracts_pages

__all__ = ["Extract", "Step", "extract_names", "make_extracts", "print_extracts", "print_extracts_pages"]
