"""The sections of a notice, in the order in which railways print them.

Each function gives its section from the view of a reader, or None where it was not released to him.
"""

from __future__ import annotations

from collections.abc import Callable

from railcade.notice.document.blocks import Section
from railcade.notice.document.sections.annexes import annexes
from railcade.notice.document.sections.communications import communications, reporting
from railcade.notice.document.sections.contingencies import contingencies
from railcade.notice.document.sections.header import header, purpose
from railcade.notice.document.sections.others import other_trains
from railcade.notice.document.sections.paths import paths
from railcade.notice.document.sections.protection import protection
from railcade.notice.document.sections.secrecy import secrecy
from railcade.notice.document.sections.speeds import speeds
from railcade.notice.document.sections.stops import stops
from railcade.notice.document.sections.trains import trains
from railcade.notice.document.view import View

ORDER: tuple[Callable[[View], Section | None], ...] = (
    header,
    purpose,
    trains,
    paths,
    protection,
    other_trains,
    stops,
    contingencies,
    speeds,
    communications,
    reporting,
    secrecy,
    annexes,
)


def sections_of(view: View) -> tuple[Section, ...]:
    """All that this reader gets."""
    made = (make(view) for make in ORDER)
    return tuple(section for section in made if section is not None)


__all__ = ["ORDER", "sections_of"]
