"""What a train does at a place beside running, and what holds on the line there, in words."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from railcade.clock import local, zone_label
from railcade.network import Path
from railcade.notice.graph.axes import MONTHS
from railcade.notice.graph.stations import km_words
from railcade.notice.graph.times import clock_words
from railcade.notice.graph.works import Work, works_of
from railcade.notice.look import ROLE_NAMES
from railcade.notice.page.table import DAYS
from railcade.plan.model import Plan, PlanTrain
from railcade.plan.model_journey import ProgrammeRow

Tell = list[Any]
"""Place index, from, until (POSIX seconds), words."""


def train_tells(plan: Plan, train: PlanTrain, path: Path) -> list[Tell]:
    """Border steps, hand-overs and, for the principal, programme events of a role, by time."""
    found = [*_border(plan, train.role, path), *_handovers(plan, train.role, path)]
    if train.role == "principal":
        found += [
            [path.index[row.place], row.begins_at_s, row.ends_at_s, f"{row.title}; train {_slack(row, path)}"]
            for row in plan.programme
            if row.place in path.index
        ]
    return sorted(found, key=lambda row: (row[1], row[2], row[3]))


def place_tells(plan: Plan, path: Path) -> list[Tell]:
    """What all roles are told, each with its name: for the place where it happens."""
    found = []
    for train in plan.trains:
        name = ROLE_NAMES.get(train.role, train.role.capitalize())
        found += [[place, a, b, f"{name}: {words}"] for place, a, b, words in train_tells(plan, train, path)]
    return found


def line_tells(plan: Plan, path: Path) -> list[Tell]:
    """Restrictions and possessions, from the first metre to the last: from_m, to_m, from, until, words."""
    return [
        [round(w.from_m, 1), round(w.to_m, 1), w.from_at_s, w.until_at_s, _work_words(w, path)]
        for w in works_of(plan, path)
    ]


def works_rows(plan: Plan, path: Path) -> list[list[Any]]:
    """For the graph: from_m, to_m, from, until, metres per second (0 where closed), short words."""
    return [
        [round(w.from_m, 1), round(w.to_m, 1), w.from_at_s, w.until_at_s, round(w.speed_mps, 3), w.short]
        for w in works_of(plan, path)
    ]


def programme_table(plan: Plan, path: Path) -> str:
    """Events with place, local times and slack, as markup; nothing where there are none."""
    rows = []
    for row in sorted(plan.programme, key=lambda row: row.begins_at_s):
        if row.place not in path.index:
            continue
        i = path.index[row.place]
        place = path.places[i]
        begins, ends = (_clock(at_s, place.zone) for at_s in (row.begins_at_s, row.ends_at_s))
        moment = local(row.begins_at_s, place.zone)
        day = f"{DAYS[moment.weekday()][:3]} {moment.day} {MONTHS[moment.month - 1][:3]}"
        when = f"{day} {begins} – {ends} {zone_label(row.begins_at_s, place.zone)}"
        cells = (row.title, place.name, when)
        words = "".join(f"<td>{escape(cell)}</td>" for cell in (*cells, _slack(row, path)))
        rows.append(f'<tr data-place="{i}" data-at="{row.begins_at_s}">{words}</tr>')
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{word}</th>' for word in ("Event", "Place", "Local time", "Train"))
    return (
        '<section class="programme"><h2>Programme</h2>\n<div class="scroll"><table id="programme">'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>" + "\n".join(rows) + "</tbody></table></div></section>"
    )


def _border(plan: Plan, role: str, path: Path) -> Iterator[Tell]:
    for row in plan.border:
        if row.role != role or row.place not in path.index:
            continue
        i = path.index[row.place]
        for step in row.steps:
            guess = "≈ " if step.basis.unsure else ""
            track = f", jack track {row.jack_track}" if row.jack_track and step.kind == "regauging" else ""
            minutes = f"{guess}{(step.until_at_s - step.from_at_s) / 60:.0f} min"
            yield [i, step.from_at_s, step.until_at_s, f"{step.name}, {minutes}{track}"]
        if row.waiting_s >= 60:
            jack = f", {row.jack_wait_s / 60:.0f} of them for a jack track" if row.jack_wait_s >= 60 else ""
            yield [i, row.arrive_at_s, row.arrive_at_s, f"arrives; waits {row.waiting_s / 60:.0f} min{jack}"]


def _handovers(plan: Plan, role: str, path: Path) -> Iterator[Tell]:
    for row in plan.handovers:
        if row.role == role and row.place in path.index:
            owner = f", {row.owner}" if row.owner else ""
            what = "those aboard change trains" if row.kind == "transfer" else "hand-over of the role"
            words = f"{what}: {row.ends} ends, {row.begins} begins{owner}"
            yield [path.index[row.place], row.arrives_at_s, row.leaves_at_s, words]


def _slack(row: ProgrammeRow, path: Path) -> str:
    zone = path.places[path.index[row.place]].zone
    train, bound = _clock(row.train_at_s, zone), _clock(row.bound_at_s, zone)
    leaves = row.bounds == "departure"
    what = f"leaves {train}, not before {bound}" if leaves else f"arrives {train}, latest {bound}"
    if row.slips_s > 0:
        return f"{what}, begins {row.slips_s / 60:.0f} min late"
    return f"{what}, {max(0, row.slack_s) / 60:.0f} min to spare"


def _clock(at_s: int, zone: str) -> str:
    return "".join(clock_words(at_s, zone))


def _work_words(work: Work, path: Path) -> str:
    def km(at_m: float) -> str:
        k = max(0, int((path.place_m[:-1] <= at_m).sum()) - 1)
        a, b = path.places[k], path.places[min(k + 1, len(path.places) - 1)]
        span_m = float(path.place_m[min(k + 1, len(path.places) - 1)] - path.place_m[k])
        share = (at_m - float(path.place_m[k])) / span_m if span_m > 0.0 else 0.0
        return km_words(a.km + share * (b.km - a.km), 0.0)

    stretch = f"km {km(work.from_m)}" + (f" – {km(work.to_m)}" if work.to_m > work.from_m else "")
    owner = f" ({work.owner})" if work.owner else ""
    return f"{work.short}, {stretch}: {work.reason}{owner}"
