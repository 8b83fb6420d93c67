"""Section 8: what is done when something fails, segment by segment."""

from __future__ import annotations

from railcade.notice.document.blocks import Block, Fields, Paragraph, Section, Words, quiet, strong
from railcade.notice.document.details import Segment
from railcade.notice.document.sections.journey import alternatives
from railcade.notice.document.view import View
from railcade.notice.document.words import duration, listed, number_km

FIRST = (
    strong("Danger: make a railway emergency call first."),
    " ",
    strong("Everybody may stop the trains"),
    " who sees danger: by that call and by the stop signals of the railway. Protect the line by its rules, "
    "then tell control. Nothing in this notice stands before a signal or an instruction of the signaller.",
)


def contingencies(view: View) -> Section | None:
    """Rescue, refuge, hospital, alternative, who decides, and the rule for lost contact."""
    if not view.shows("contingencies"):
        return None
    given = view.details.contingencies
    blocks: list[Block] = [Paragraph(FIRST)]
    who = "the principal train" if view.shows("roles") else "every train"
    lost: Words = given.lost_contact or quiet(
        f"not given: {who} stops at the last named stopping place that was reported clear"
    )
    nets = [net for net in view.details.nets if net.backup] if view.shows("communications") else []
    if nets:
        instead = "; ".join(f"{net.name} ({net.purpose.partition(':')[0]}): {net.backup}" for net in nets)
        blocks.append(Fields((("Radio fails", instead),), across=1))
    blocks.append(Fields((("Lost contact", lost),), across=1))
    blocks.append(Fields((("Who decides", _who(given.decides, given.deputies)),), across=1))
    if not given.segments:
        blocks.append(
            Paragraph(
                "Rescue locomotives, refuges, hospitals and hand-over places by segment were not given.",
                small=True,
            )
        )
    blocks += [_segment(view, segment) for segment in given.segments]
    blocks += alternatives(view)
    return Section("contingencies", "Contingencies", tuple(blocks))


def _who(decides: str, deputies: tuple[str, ...]) -> Words:
    if not decides:
        return quiet("not given")
    return decides + (f"; deputies in order: {listed(list(deputies))}" if deputies else "")


def _at(view: View, place: str) -> str:
    """Name and kilometre, so that the nearest can be told."""
    return f"{view.name(place)} km\u00a0{number_km(view.at_m(place))}"


def _segment(view: View, segment: Segment) -> Fields:
    span = f"km {number_km(view.at_m(segment.from_place))} – {number_km(view.at_m(segment.to_place))}"
    ready = (
        f", ready in {duration(segment.rescue_ready_s)}".replace(" in ", " in\u00a0").replace(
            " min", "\u00a0min"
        )
        if segment.rescue_ready_s is not None
        else ""
    )
    place: Words = (strong(_at(view, segment.rescue_place)), ": ") if segment.rescue_place else ""
    pairs: list[tuple[str, Words]] = [
        ("Rescue", (place, segment.rescue, strong(ready)) if segment.rescue or place else quiet("not given")),
        (
            "Refuges",
            listed([_at(view, item) for item in segment.refuges]) if segment.refuges else quiet("not given"),
        ),
        ("Hospital", segment.hospital or quiet("not given")),
    ]
    optional = (
        ("Other route", segment.alternate_route),
        ("Air or road", segment.hand_over),
        ("Who decides", segment.decides and str(_who(segment.decides, segment.deputies))),
    )
    pairs += [(label, words) for label, words in optional if words]
    title = (f"{view.name(segment.from_place)} – {view.name(segment.to_place)}", quiet(f"  {span}"))
    return Fields(tuple(pairs), across=1, title=title, km=number_km(view.at_m(segment.from_place)))
