"""`notice.toml`: what a notice says that no plan knows. Everything in it may be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.values import Duration, Instant, Text
from railcade.notice.document.details import (
    PARTS,
    Approver,
    CheckIn,
    Contact,
    Contingencies,
    Header,
    Net,
    NoticeDetails,
    ReleaseGroup,
    Report,
    Secrecy,
    Segment,
    TrainSigns,
    WeatherLimit,
)

_INSTANT = "a time with its offset, for example 2027-05-14T09:00:00+09:00"
_DURATION = 'a duration such as "20 min"'
_PLACE = "a place id of the network"
_LEFT_OUT = "may be left out"


class ApproverTable(FileModel):
    """Who approves."""

    office: Text = Field(description="his office")
    name: Text = Field(description="name or number")
    signed_at: Instant | None = Field(default=None, description=f"{_INSTANT}; left out until he has signed")


class HeaderTable(FileModel):
    """Which edition, by whom, until when."""

    edition: Annotated[int, Field(ge=1, le=99)] = Field(default=1, description="1 to 99; 1 if left out")
    replaces: str = Field(default="", description="what it replaces, for example Edition 1 of 12 May 2027")
    issued_at: Instant | None = Field(default=None, description=_INSTANT)
    valid_from: Instant | None = Field(default=None, description=f"{_INSTANT}; the plan's window if left out")
    valid_until: Instant | None = Field(
        default=None, description=f"{_INSTANT}; the plan's window if left out"
    )
    acknowledge_by: Instant | None = Field(default=None, description=_INSTANT)
    acknowledge_to: str = Field(default="", description="to whom")
    issuer: str = Field(default="", description="office that issues it")
    copies: Annotated[int, Field(ge=0, le=999)] = Field(default=0, description="numbered copies, 0 to 999")
    approvers: list[ApproverTable] = Field(default=[], description="who approves, a list of tables")


class ReleaseTable(FileModel):
    """Who gets it, and what is withheld from them."""

    group: Text = Field(description="a short name of the group")
    title: Text = Field(description="who they are, as printed")
    copies: str = Field(default="", description='numbers of their copies, for example "009 – 032"')
    withheld: list[Text] = Field(
        default=[], description=f"parts they do not get: {', '.join(PARTS)}; none if left out"
    )
    extracts: bool = Field(
        default=False, description="true: they get the extract of their post"
    )


class TrainTable(FileModel):
    """How a train is known and called."""

    role: Text = Field(description="a role of the movement")
    radio: str = Field(default="", description="its radio call")
    lamps: str = Field(default="", description="lamps and marks by which it is told")
    bell_code: str = Field(default="", description="its bell code")
    driver: str = Field(default="", description="driver, as printed")
    pilotman: str = Field(default="", description="pilotman, as printed")


class SegmentTable(FileModel):
    """What is done between two places."""

    start: Text = Field(alias="from", description=_PLACE)
    to: Text = Field(description=_PLACE)
    rescue: str = Field(default="", description="what stands ready")
    rescue_place: str = Field(default="", description=f"where: {_PLACE}")
    rescue_ready: Duration | None = Field(default=None, description=f"how soon: {_DURATION}")
    refuges: list[Text] = Field(default=[], description="place ids where the trains can be kept")
    hospital: str = Field(default="", description="name, place, how far")
    alternate_route: str = Field(default="", description="another way for the trains")
    hand_over: str = Field(default="", description="where people change to air or road")
    decides: str = Field(default="", description="who decides here; as for the whole movement if left out")
    deputies: list[Text] = Field(default=[], description="his deputies in order")


class ContingenciesTable(FileModel):
    """Who decides, and what holds when contact is lost."""

    decides: str = Field(default="", description="who decides")
    deputies: list[Text] = Field(default=[], description="his deputies in order")
    lost_contact: str = Field(default="", description="the rule for lost contact, as printed")
    segments: list[SegmentTable] = Field(default=[], description="segments of the way, a list of tables")


class NetTable(FileModel):
    """A net."""

    name: Text = Field(description="its name")
    purpose: Text = Field(description="what it is for")
    primary: Text = Field(description="bearer")
    backup: str = Field(default="", description="bearer if that fails")


class CheckInTable(FileModel):
    """A place where trains call."""

    place: Text = Field(description=_PLACE)
    who: Text = Field(description="who calls whom")
    net: str = Field(default="", description="on which net")


class ContactTable(FileModel):
    """An office and how it is reached."""

    office: Text = Field(description="office or role")
    reach: Text = Field(description="how it is reached, in order")
    when: str = Field(default="", description="hours")
    posts_from: str = Field(default="", description=f"posts from here on call it: {_PLACE}")
    posts_to: str = Field(default="", description=f"as far as here: {_PLACE}")


class CommunicationsTable(FileModel):
    """Nets, check-ins, code words, contacts."""

    check_in_every: Duration | None = Field(default=None, description=_DURATION)
    code_words: dict[str, str] = Field(default={}, description="what each code word means")
    nets: list[NetTable] = Field(default=[], description="nets, a list of tables")
    check_ins: list[CheckInTable] = Field(default=[], description="places of check-in, a list of tables")
    contacts: list[ContactTable] = Field(default=[], description="offices, a list of tables")


class ReportTable(FileModel):
    """A report."""

    what: Text = Field(description="what is reported")
    who: Text = Field(description="by whom")
    to: Text = Field(description="to whom")
    when: Text = Field(description="when")
    form: str = Field(default="", description="on which form")


class WeatherTable(FileModel):
    """A weather limit."""

    what: Text = Field(description="what is measured or seen")
    limit: Text = Field(description="from which value on")
    then: Text = Field(description="what is done")


class SecrecyTable(FileModel):
    """Until when it is kept, and what the public is told."""

    destroy_at: Instant | None = Field(default=None, description=_INSTANT)
    withdraw: str = Field(default="", description="how it is withdrawn or destroyed")
    cover_text: str = Field(default="", description="what the public is told on the line")
    press_line: str = Field(default="", description="what the press is told")
    rules: list[Text] = Field(default=[], description="further rules, one sentence each")


class NoticeFile(FileModel):
    """A notice file."""

    header: HeaderTable = Field(default=HeaderTable(), description=f"edition and offices; {_LEFT_OUT}")
    category: Literal["", "STATE", "NUCLEAR", "KEY", "EXCEPTIONAL", "EVACUATION", "SWEEP"] = Field(
        default="", description="STATE, NUCLEAR, KEY, EXCEPTIONAL, EVACUATION or SWEEP"
    )
    purpose: str = Field(default="", description="what it is for, as printed; the request's if left out")
    release: list[ReleaseTable] = Field(default=[], description="release groups, a list of tables")
    trains: list[TrainTable] = Field(default=[], description="signs and calls, a list of tables")
    contingencies: ContingenciesTable = Field(default=ContingenciesTable(), description=_LEFT_OUT)
    communications: CommunicationsTable = Field(default=CommunicationsTable(), description=_LEFT_OUT)
    reports: list[ReportTable] = Field(default=[], description="reports and forms, a list of tables")
    weather: list[WeatherTable] = Field(default=[], description="weather limits, a list of tables")
    secrecy: SecrecyTable = Field(default=SecrecyTable(), description=_LEFT_OUT)


def read_notice(path: Path) -> NoticeDetails:
    """Read what a notice says besides the plan.

    Raises
    ------
    InputError
        Every problem of the file (E0101-E0108, E0203, E0214).
    """
    toml = read_toml(path)
    file = typed(NoticeFile, toml)
    raise_if_any(_faults(file, toml))
    talk = file.communications
    return NoticeDetails(
        header=_header(file.header),
        category=file.category,
        purpose=file.purpose,
        groups=tuple(
            ReleaseGroup(item.group, item.title, item.copies, tuple(item.withheld), item.extracts)
            for item in file.release
        ),
        trains=tuple(TrainSigns(**item.model_dump()) for item in file.trains),
        contingencies=_contingencies(file.contingencies),
        nets=tuple(Net(**item.model_dump()) for item in talk.nets),
        check_ins=tuple(CheckIn(**item.model_dump()) for item in talk.check_ins),
        check_in_every_s=talk.check_in_every,
        code_words=dict(talk.code_words),
        contacts=tuple(Contact(**item.model_dump()) for item in talk.contacts),
        reports=tuple(Report(**item.model_dump()) for item in file.reports),
        weather=tuple(WeatherLimit(**item.model_dump()) for item in file.weather),
        secrecy=_secrecy(file.secrecy),
    )


def _header(table: HeaderTable) -> Header:
    return Header(
        edition=table.edition,
        replaces=table.replaces,
        issued_at_s=table.issued_at,
        valid_from_s=table.valid_from,
        valid_until_s=table.valid_until,
        acknowledge_by_s=table.acknowledge_by,
        acknowledge_to=table.acknowledge_to,
        issuer=table.issuer,
        copies=table.copies,
        approvers=tuple(Approver(item.office, item.name, item.signed_at) for item in table.approvers),
    )


def _contingencies(table: ContingenciesTable) -> Contingencies:
    segments = tuple(
        Segment(
            from_place=item.start,
            to_place=item.to,
            rescue=item.rescue,
            rescue_place=item.rescue_place,
            rescue_ready_s=item.rescue_ready,
            refuges=tuple(item.refuges),
            hospital=item.hospital,
            alternate_route=item.alternate_route,
            hand_over=item.hand_over,
            decides=item.decides,
            deputies=tuple(item.deputies),
        )
        for item in table.segments
    )
    return Contingencies(table.decides, tuple(table.deputies), table.lost_contact, segments)


def _secrecy(table: SecrecyTable) -> Secrecy:
    return Secrecy(table.destroy_at, table.withdraw, table.cover_text, table.press_line, tuple(table.rules))


def _faults(file: NoticeFile, toml: TomlFile) -> list[Problem]:
    problems: list[Problem] = []
    for what, table, names in (
        ("group", "release", [item.group for item in file.release]),
        ("role", "trains", [item.role for item in file.trains]),
    ):
        for i in twice(names):
            what_else = f"the {what} {names[i]} stands twice"
            problems.append(Problem("E0108", toml.where(table, i), what_else, "join both into one"))
    for i, item in enumerate(file.release):
        for k, part in enumerate(item.withheld):
            if part not in PARTS:
                where = toml.where("release", i, "withheld", k)
                problems.append(Problem("E0203", where, f"{part} is no part of a notice", near(part, PARTS)))
    return problems + _time_faults(file.header, toml)


def _time_faults(header: HeaderTable, toml: TomlFile) -> list[Problem]:
    problems = []
    for first, second in (
        ("issued_at", "acknowledge_by"),
        ("issued_at", "valid_until"),
        ("valid_from", "valid_until"),
    ):
        earlier, later = getattr(header, first), getattr(header, second)
        if earlier is not None and later is not None and later < earlier:
            where = toml.where("header", second)
            what = f"{second} lies before {first}"
            problems.append(Problem("E0214", where, what, f"give a time not before {first}"))
    return problems
