"""What a notice needs that no plan knows: who issues it, whom to call, what to do when something fails.

All of it may be left out; the notice then says what was not given. Instants are POSIX seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves; `signed_at_s` None until he has signed."""

    office: str
    name: str
    signed_at_s: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Section 1. `copies` is how many are numbered."""

    edition: int = 1
    replaces: str = ""
    issued_at_s: int | None = None
    valid_from_s: int | None = None
    valid_until_s: int | None = None
    acknowledge_by_s: int | None = None
    acknowledge_to: str = ""
    issuer: str = ""
    copies: int = 0
    approvers: tuple[Approver, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseGroup:
    """Who gets the notice, which copies, and which parts (`PARTS`) are withheld from them.

    `extracts` says that they get the extract of their post.
    """

    id: str
    title: str
    copies: str
    withheld: tuple[str, ...]
    extracts: bool = False


@dataclass(frozen=True, slots=True)
class TrainSigns:
    """How a train is known and called: radio, lamps, bell code, pilotman, crew."""

    role: str
    radio: str = ""
    lamps: str = ""
    bell_code: str = ""
    driver: str = ""
    pilotman: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """What to do from one place to another when something fails. `rescue_ready_s` None if not given."""

    from_place: str
    to_place: str
    rescue: str = ""
    rescue_place: str = ""
    rescue_ready_s: int | None = None
    refuges: tuple[str, ...] = ()
    hospital: str = ""
    alternate_route: str = ""
    hand_over: str = ""
    decides: str = ""
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contingencies:
    """Section 8: who decides where a segment names nobody else, and the rule for lost contact."""

    decides: str = ""
    deputies: tuple[str, ...] = ()
    lost_contact: str = ""
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Net:
    """A net of radio or telephone, what it is for, its bearers in order."""

    name: str
    purpose: str
    primary: str
    backup: str = ""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A place where a train calls."""

    place: str
    who: str
    net: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """An office and how it is reached; posts from one place to another call it when something is wrong."""

    office: str
    reach: str
    when: str = ""
    posts_from: str = ""
    posts_to: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Who tells whom what, when, on which form."""

    what: str
    who: str
    to: str
    when: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class WeatherLimit:
    """What is measured, from which value on, and what is done then."""

    what: str
    limit: str
    then: str


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Section 12."""

    destroy_at_s: int | None = None
    withdraw: str = ""
    cover_text: str = ""
    press_line: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeDetails:
    """All that `notice.toml` says."""

    header: Header = Header()
    category: str = ""
    purpose: str = ""
    groups: tuple[ReleaseGroup, ...] = ()
    trains: tuple[TrainSigns, ...] = ()
    contingencies: Contingencies = Contingencies()
    nets: tuple[Net, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    check_in_every_s: int | None = None
    code_words: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    reports: tuple[Report, ...] = ()
    weather: tuple[WeatherLimit, ...] = ()
    secrecy: Secrecy = Secrecy()


NOTHING_GIVEN = NoticeDetails()
"""A notice without notice.toml."""

PARTS: Mapping[str, str] = {
    "code_name": "the code name of the movement",
    "purpose": "category, purpose and rule pack",
    "roles": "which train is which: all marks are drawn alike",
    "formations": "vehicles, masses and brakes of the trains",
    "people": "who is aboard, supplies, cars carried",
    "programme": "events on the way and at the destination",
    "spacing": "the gaps between the trains and their reasons",
    "protection": "windows of the line, posts and crossings",
    "others": "trains held for the movement, and the bill",
    "contingencies": "rescue, refuges, who decides, the alternative",
    "speeds": "caps and restrictions",
    "communications": "nets, code words, contacts",
    "reporting": "what is reported to whom",
    "secrecy": "release, destruction, cover text, press line",
    "graph": "the train graph",
    "assumptions": "the list of estimated and assumed values",
}
"""Parts of a notice that can be withheld from a group; what is withheld leaves no trace."""
