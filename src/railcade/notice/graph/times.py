"""The principal's local times at the right, so that graph and timetable are one."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.clock import local, zone_label
from railcade.network import Path
from railcade.notice import look
from railcade.notice.graph.axes import MONTHS
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.stations import StationLabel
from railcade.notice.svg import Canvas
from railcade.plan.model import PlanPoint, PlanTrain

_NEWS_MM = 30.2


def draw_times(
    canvas: Canvas, scale: Scale, path: Path, labels: Sequence[StationLabel], train: PlanTrain
) -> None:
    """The timed train's local times, so that graph and timetable are one."""
    canvas.open_group("times")
    arrive_mm, depart_mm, minutes_mm = (scale.right_mm + shift for shift in (11.5, 21.5, 28.0))
    role = look.ROLE_NAMES.get(train.role, train.role.capitalize())
    canvas.text((scale.right_mm + 4.0, scale.top_mm - 8.0), role, look.HEAD_MAIN)
    leaves_at_s, zone = train.points[0].published_depart_at_s, path.places[0].zone
    words = f"local times, {zone_label(leaves_at_s, zone)}, {_day_words(leaves_at_s, zone)}"
    canvas.text((scale.right_mm + 4.0, scale.top_mm - 5.0), words, look.HEAD)
    for x_mm, words in ((arrive_mm, "arr"), (depart_mm, "dep"), (minutes_mm, "min")):
        canvas.text((x_mm, scale.top_mm - 2.2), words, look.HEAD, "end")
    points = {point.place: point for point in train.points}
    told = (zone_label(leaves_at_s, zone), _day_words(leaves_at_s, zone))
    for label in labels:
        place = path.places[label.index]
        point = points.get(place.id)
        if point is None:
            continue
        style = look.STATION[label.rank] if point.stand else look.KM[label.rank]
        baseline_mm = label.at_mm + 0.35 * style.size_pt * look.MM_PER_PT
        canvas.polyline(
            [
                (scale.right_mm, label.true_mm),
                (scale.right_mm + 0.8, label.true_mm),
                (scale.right_mm + 2.4, label.at_mm),
                (scale.right_mm + 3.2, label.at_mm),
            ],
            look.LEADER,
        )
        columns_mm = (arrive_mm, depart_mm, minutes_mm)
        for x_mm, (words, rest) in zip(columns_mm, _row(point, place.zone), strict=True):
            if words:
                canvas.text((x_mm, baseline_mm), words, look.KM[3] if words == "|" else style, "end")
            if rest:
                canvas.text((x_mm + 0.15, baseline_mm), rest, look.KM[3])
        words, told = _news(point, place.zone, told)
        if words:
            canvas.text((scale.right_mm + _NEWS_MM, baseline_mm), words, look.HEAD)
    canvas.close_group()


def clock_words(at_s: int, zone: str) -> tuple[str, str]:
    """Local time of day to the minute, and what stands behind it: nothing, ``½``, or seconds."""
    moment = local(at_s, zone)
    return f"{moment:%H:%M}", rest_words(moment.second)


def rest_words(seconds: int) -> str:
    """What stands behind a minute: nothing, ``½``, or seconds."""
    if seconds == 0:
        return ""
    return "½" if seconds == 30 else f":{seconds:02d}"


def _row(point: PlanPoint, zone: str) -> tuple[tuple[str, str], ...]:
    """Arrival, departure and minutes, each in front of and behind the edge on which digits align."""
    none = ("", "")
    arrive_s, depart_s = point.published_arrive_at_s, point.published_depart_at_s
    if point.stand == "origin":
        return none, clock_words(depart_s, zone), none
    if point.stand == "destination":
        return clock_words(arrive_s, zone), none, none
    if not point.stand:
        return clock_words(arrive_s, zone), ("|", ""), none
    minutes, seconds = divmod(depart_s - arrive_s, 60)
    return clock_words(arrive_s, zone), clock_words(depart_s, zone), (str(minutes), rest_words(seconds))


def _day_words(at_s: int, zone: str) -> str:
    moment = local(at_s, zone)
    return f"{moment.day} {MONTHS[moment.month - 1][:3]}"


def _news(point: PlanPoint, zone: str, told: tuple[str, str]) -> tuple[str, tuple[str, str]]:
    """Zone and day of a row where they are other than above; of its departure where clocks or days change."""
    news: list[str] = []
    arrive_at_s, depart_at_s = point.published_arrive_at_s, point.published_depart_at_s
    for at_s, prefix in ((arrive_at_s, ""), (depart_at_s, "dep ")):
        now = (zone_label(at_s, zone), _day_words(at_s, zone))
        fresh = [words for words, before in zip(now, told, strict=True) if words != before]
        if fresh:
            news.append(prefix + " ".join(fresh))
        told = now
    return ", ".join(news), told
