"""The `[[protection]]` tables of a rule pack: windows with their anchors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from railcade.errors import Problem
from railcade.formats.reading import FileModel, TomlFile
from railcade.formats.values import Duration, NotNegative, Text, duration_text
from railcade.rules import (
    Clock,
    Closure,
    Event,
    ProtectionKind,
    ProtectionRule,
    RuleNote,
    Scope,
    Target,
    Who,
)

_DURATION = 'a duration such as "15 min"'
_EVENTS = "arrives, leaves or complete (its tail is clear), seen from what is protected"
_CLOCKS = "booked (stays at the published time) or actual (moves with the train)"
_HOLDS = (ProtectionKind.SAME_LINE, ProtectionKind.ADJACENT_LINE)
_WATCHED = (ProtectionKind.GUARD, ProtectionKind.SEARCH)
_CROSSED = (ProtectionKind.CROSSING, *_WATCHED)
# Keys that mean something for some kinds only.
_KINDS_OF = {
    "takes": (ProtectionKind.SEARCH,),
    "classes": _HOLDS,
    "closure": (ProtectionKind.CROSSING,),
    "targets": _WATCHED,
    "crossings": _CROSSED,
    "least_m": _WATCHED,
    "facing_only": (ProtectionKind.POINTS,),
    "tunnels_only": (ProtectionKind.ADJACENT_LINE,),
}
_WHO = {
    ProtectionKind.CROSSING: Who.KEEPER,
    ProtectionKind.GUARD: Who.GUARD,
    ProtectionKind.SEARCH: Who.PATROL,
    ProtectionKind.POWER: Who.POWER,
}


class Noted(FileModel):
    """What stands beside every number."""

    source: Text = Field(description="where the number comes from")
    confidence: Literal["high", "medium", "low"] = Field(description="high, medium or low")
    reason: Text = Field(description="why this number, in a sentence")

    def note(self) -> RuleNote:
        """The note as a value."""
        return RuleNote(self.source, self.confidence, self.reason)


class ProtectionTable(Noted):
    """A window around the movement."""

    id: Text = Field(description="its name in the plan, unique in the pack")
    kind: ProtectionKind = Field(
        strict=False,
        description="same_line, adjacent_line, shunting, points, crossing, box_open, guard, search or power",
    )
    from_role: Text = Field(description='"first" or a role: at which train the window opens')
    from_event: Event = Field(default=Event.ARRIVES, strict=False, description=_EVENTS)
    from_clock: Clock = Field(default=Clock.ACTUAL, strict=False, description=_CLOCKS)
    before: Duration | None = Field(default=None, description=f"how long before that it opens: {_DURATION}")
    from_after: Duration | None = Field(default=None, description=f"or how long after: {_DURATION}")
    until_role: Text | None = Field(default=None, description='"last" or a role: at which train it closes')
    until_event: Event = Field(default=Event.COMPLETE, strict=False, description=_EVENTS)
    until_clock: Clock = Field(default=Clock.ACTUAL, strict=False, description=_CLOCKS)
    after: Duration | None = Field(default=None, description=f"how long after that it closes: {_DURATION}")
    until_before: Duration | None = Field(default=None, description=f"or how long before: {_DURATION}")
    takes: Duration | None = Field(
        default=None, description=f"search: how long it takes from when it opens: {_DURATION}"
    )
    by: Who | None = Field(
        default=None,
        strict=False,
        description="who carries it out: signaller, crossing keeper, guard, patrol or power controller",
    )
    classes: list[Literal["passenger", "freight"]] = Field(
        default=[], description="same_line, adjacent_line: kinds of other trains that it holds; empty for all"
    )
    closure: Closure = Field(
        default=Closure.ONCE, strict=False, description="crossing: closed once, or for each train by itself"
    )
    targets: list[Literal["crossing", "station", "bridge", "tunnel"]] = Field(
        default=[], description="guard, search: at or through what"
    )
    crossings: list[Literal["keeper", "automatic", "open"]] = Field(
        default=[], description="crossing, guard, search: kinds of level crossings; empty for all"
    )
    least_m: NotNegative = Field(
        default=0.0, description="guard, search: shorter bridges and tunnels are left out, m"
    )
    facing_only: bool = Field(default=False, description="points: only those that the movement meets facing")
    tunnels_only: bool = Field(default=False, description="adjacent_line: only on sections with a tunnel")


Tables = list[ProtectionTable]


def protection_rule(row: ProtectionTable) -> ProtectionRule:
    """The rule of a table that `protection_faults` found sound."""
    before_s = -(row.from_after or 0) if row.before is None else row.before
    after_s = -(row.until_before or 0) if row.after is None else row.after
    if row.takes is not None:
        after_s = row.takes - before_s
    search = row.kind is ProtectionKind.SEARCH
    return ProtectionRule(
        id=row.id,
        kind=row.kind,
        from_role=row.from_role,
        before_s=before_s,
        until_role=row.from_role if search else row.until_role or "last",
        after_s=after_s,
        classes=tuple(sorted(set(row.classes))),
        note=row.note(),
        from_event=row.from_event,
        until_event=row.from_event if search else row.until_event,
        from_clock=row.from_clock,
        until_clock=row.from_clock if search else row.until_clock,
        who=row.by or _WHO.get(row.kind, Who.SIGNALLER),
        closure=row.closure,
        scope=Scope(
            targets=tuple(sorted(map(Target, set(row.targets)))),
            crossings=tuple(sorted(set(row.crossings))),
            least_m=row.least_m,
            facing_only=row.facing_only,
            tunnels_only=row.tunnels_only,
        ),
    )


def protection_faults(rows: Tables, toml: TomlFile) -> Iterator[Problem]:
    """What is wrong in windows whose keys are each in order."""
    for i, row in enumerate(rows):
        for code, key, what, mend in (*_ends(row), *_meaning(row), *_order(row)):
            yield Problem(code, toml.where("protection", i, key), what, mend)


Fault = tuple[str, str, str, str]


def _ends(row: ProtectionTable) -> Iterator[Fault]:
    """Each end of the window is told once."""
    search = row.kind is ProtectionKind.SEARCH
    pairs = [("before", "from_after", "opens")]
    pairs += [] if search else [("after", "until_before", "closes")]
    for one, other, word in pairs:
        given = [key for key in (one, other) if getattr(row, key) is not None]
        if not given:
            yield "E0104", one, f"it is not said when the window {word}", f"give {one}, or {other}"
        if len(given) > 1:
            yield "E0105", other, f"{one} and {other} both say when the window {word}", "keep one of them"
    if search and row.takes is None:
        yield "E0104", "takes", "it is not said how long the search takes", f"give takes, {_DURATION}"
    if not search and row.until_role is None:
        yield "E0104", "until_role", "the key until_role is missing", 'give "last" or a role'
    for key in ("until_role", "after", "until_before"):
        if search and getattr(row, key) is not None:
            yield "E0105", key, "a search ends when it has taken its time", f"remove {key}, and give takes"


def _meaning(row: ProtectionTable) -> Iterator[Fault]:
    """Keys that mean nothing for the kind, and targets where they are needed."""
    for key, kinds in _KINDS_OF.items():
        if key in row.model_fields_set and row.kind not in kinds:
            mend = f"remove it, or set kind to {' or '.join(kinds)}"
            yield "E0105", key, f"{key} means nothing for {row.kind}", mend
    if row.kind in _WATCHED and not row.targets:
        mend = "name crossing, station, bridge or tunnel"
        yield "E0104", "targets", f"the {row.kind} has nothing to look at", mend
    named = row.kind is ProtectionKind.CROSSING or "crossing" in row.targets
    if row.crossings and row.kind in _WATCHED and not named:
        yield "E0105", "crossings", "no crossing is among the targets", "add it to targets, or remove this"
    if row.least_m and row.kind in _WATCHED and not {"bridge", "tunnel"} & set(row.targets):
        yield "E0105", "least_m", "neither bridge nor tunnel is among the targets", "remove it"


def _order(row: ProtectionTable) -> Iterator[Fault]:
    """Windows that open before they close; and those of the line as search and check know them."""
    before_s = -(row.from_after or 0) if row.before is None else row.before
    after_s = -(row.until_before or 0) if row.after is None else row.after
    same = (row.from_role, row.from_event) == (row.until_role, row.until_event)
    if same and row.kind is not ProtectionKind.SEARCH and after_s <= -before_s:
        yield "E0105", "until_role", "the window closes before it opens", "let it close later"
    if row.takes is not None and row.kind is ProtectionKind.SEARCH and row.takes > before_s:
        what = f"takes {duration_text(row.takes)}, but begins only {duration_text(max(before_s, 0))} before"
        yield "E0105", "takes", what, "begin earlier: raise before"
    if row.kind in _HOLDS:
        for key, value in (("from_event", Event.ARRIVES), ("until_event", Event.COMPLETE)):
            if getattr(row, key) is not value:
                what = f"{row.kind} holds other trains: its {key} can only be {value}"
                yield "E0105", key, what, f"remove it, or write {value}"
        for key in ("from_after", "until_before"):
            if getattr(row, key) is not None:
                what = f"{row.kind} holds other trains: it opens before and closes after"
                yield "E0105", key, what, "give before and after, 0 s if need be"
    if row.closure is Closure.EACH and (row.from_role, row.until_role) != ("first", "last"):
        what = "a closure for each train is opened and closed by that train"
        yield "E0105", "closure", what, 'set from_role to "first" and until_role to "last"'
