"""The notice as a whole: title, sections, receipt slip; then PDF or pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.document.bars import with_bars
from railcade.notice.document.blocks import Section, Sheet
from railcade.notice.document.finding import finding_source
from railcade.notice.document.press import print_pages, print_pdf
from railcade.notice.document.sections import sections_of
from railcade.notice.document.title import title_source
from railcade.notice.document.typeset import literal, sections_source
from railcade.notice.document.view import View

_COPY_DIGITS = 3


@dataclass(frozen=True, eq=False)
class Notice:
    """A notice ready for the press: its sections, source, page furniture and drawings."""

    sections: tuple[Section, ...]
    source: str
    meta: Mapping[str, str]
    drawings: Mapping[str, str]
    made_at_s: int

    def pdf(self) -> bytes:
        """The document; equal notices give equal bytes."""
        return print_pdf(self.source, self.meta, self.drawings, self.made_at_s)

    def pages(self, ppi: float = 150.0) -> list[bytes]:
        """Each page as PNG."""
        return print_pages(self.source, self.meta, self.drawings, ppi)


def make_notice(
    view: View, graph_sheets: tuple[str, ...] = (), copy: int | None = None, before: View | None = None
) -> Notice:
    """Set a notice for a reader.

    Parameters
    ----------
    view : View
        Facts as the reader sees them.
    graph_sheets : tuple of str
        Drawings of the train graph in SVG, each on a page of its own at the end.
    copy : int, optional
        Number of the copy; left blank for a pen if not given.
    before : View, optional
        The edition that this one replaces, for the change bars.
    """
    sections = list(sections_of(view))
    if before is not None:
        sections = list(with_bars(sections, sections_of(before), view.details.header.edition))
    if graph_sheets and view.shows("graph"):
        last = sections[-1]
        sheets = tuple(Sheet(svg, "Train graph") for svg in graph_sheets)
        sections[-1] = Section(last.key, last.title, (*last.blocks, *sheets))
    body, drawings = sections_source(sections)
    edition = str(view.details.header.edition)
    slip = f"#receipt-slip({literal(edition)})"
    source = f"{title_source(view)}\n{finding_source(view, sections)}\n{slip}\n{body}\n"
    return Notice(tuple(sections), source, page_meta(view, copy), drawings, issued_or_window_s(view))


def page_meta(view: View, copy: int | None = None, what: str = "Special train notice") -> dict[str, str]:
    """What stands at head and foot of every page."""
    header = view.details.header
    number = "____" if copy is None else f"{copy:0{_COPY_DIGITS}d}"
    of = f" of {header.copies:0{_COPY_DIGITS}d}" if header.copies else ""
    return {
        "title": f"{what} {view.plan.movement}, edition {header.edition}",
        "head": f"{what} {view.plan.movement}",
        "classification": view.plan.classification,
        "edition": f"Edition {header.edition} · copy {number}{of}",
        "issuer": header.issuer or "Railcade",
        "claims": NEVER_CLAIMED,
    }


def issued_or_window_s(view: View) -> int:
    """Time stamp of the document: when it was issued, or else when its window begins."""
    issued_at_s = view.details.header.issued_at_s
    return view.plan.window_from_s if issued_at_s is None else issued_at_s
