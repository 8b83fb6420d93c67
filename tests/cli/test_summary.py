"""The summary: a snapshot at both widths, sums that a reader can do by hand, honest half minutes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from railcade.cli.digest import BorderFigures, Digest, SpacingExtremes, TrainRow, digest
from railcade.cli.planned import digest_data
from railcade.cli.style import PLAIN, Style
from railcade.cli.summary import Checked, duration, folder_line, summary_lines
from railcade.clock import from_iso
from railcade.plan.model import Totals
from tests.formats.plans import small_plan
from tests.plan.lines import line_network


def row(role: str, number: str, minutes: tuple[int, int, int, int], leaves: str) -> TrainRow:
    """A train that runs, stops, waits at the border and waits so many minutes."""
    running_s, stops_s, border_s, waiting_s = (60 * item for item in minutes)
    total_s = running_s + stops_s + border_s + waiting_s
    leaves_at_s = from_iso(leaves)
    border_in_at_s = leaves_at_s + 17 * 3600
    return TrainRow(
        role,
        number,
        leaves_at_s,
        border_in_at_s,
        border_in_at_s + border_s,
        "Asia/Pyongyang",
        leaves_at_s + total_s,
        Totals(running_s, stops_s, border_s, waiting_s, total_s),
    )


FIGURES = Digest(
    movement="27/0516",
    name="Graft",
    origin="Pyongyang",
    destination="Vladivostok",
    origin_zone="Asia/Pyongyang",
    destination_zone="Asia/Vladivostok",
    length_m=1_181_200.0,
    great_circle_m=687_000.0,
    trains=(
        row("advance", "9101", (1239, 137, 210, 246), "2027-05-16T15:45:00+09:00"),
        row("principal", "9103", (1239, 137, 210, 251), "2027-05-16T16:00:00+09:00"),
        row("follow-up", "9105", (1240, 137, 412, 47), "2027-05-16T16:11:00+09:00"),
    ),
    spacing=(
        SpacingExtremes(
            ahead="advance",
            behind="principal",
            smallest_s=900,
            smallest_where="Pyongyang – West Pyongyang",
            least_s=900,
            reason="rule pack",
            largest_s=930,
            largest_where="Sinsongchon – Kowon",
            most_s=1500,
            suspended=3,
        ),
        SpacingExtremes(
            ahead="principal",
            behind="follow-up",
            smallest_s=660,
            smallest_where="Kalli – Chung'i",
            least_s=660,
            reason="block",
            largest_s=660,
            largest_where="Kalli – Chung'i",
            most_s=1800,
            suspended=0,
        ),
    ),
    trains_in_window=65,
    trains_held=8,
    delay_s=561 * 60,
    worst_train="2027/2027-05-16",
    worst_delay_s=106 * 60,
    worst_where="Ranam",
    worst_held_s=64 * 60 + 30,
    worst_destination="Kilju",
    assumptions=471,
    assumptions_by_kind=(("grade", 212), ("speed limit", 120), ("track length", 95), ("block working", 44)),
    resweeps=0,
    events=6,
    tightest_event="Situation report",
    tightest_slack_s=120,
    events_that_slip=0,
    search_steps=3001,
    proved=True,
)
CHECKED = Checked(True, "7C1E 40B2", "41 rules, 90,210 facts")

WIDE = """\
27/0516 Graft   Pyongyang – Vladivostok   1,181 km by rail (great circle 687)
              leaves   border in   border out   arrives   running   stops   border   waiting   total
────────────────────────────────────────────────────────────────────────────────────────────────────
▲ advance      15:45       08:45        12:15     23:17     20:39    2:17     3:30      4:06   30:32
◆ principal    16:00       09:00        12:30     23:37     20:39    2:17     3:30      4:11   30:37
○ follow-up    16:11       09:11        16:03     23:47     20:40    2:17     6:52      0:47   30:36
Sun 16 May 2027 KST (UTC+9) to Mon 17 May 2027 VLAT (UTC+10); times are local, at the border KST

spacing       principal 15.0 to 15.5 min    smallest Pyongyang – West Pyongyang, 15.0 by rule pack
                                            largest Sinsongchon – Kowon, 25.0 allowed
                                            no maximum on 3 sections
              follow-up 11.0 min            smallest Kalli – Chung'i, 11.0 by block
programme     6 events, none slips          least slack 2 min: Situation report
other trains  8 of 65 held, 561 min late    most 2027, 106 min late at Kilju, held longest at Ranam
                                            (65 min)
assumed       ≈ 471 values                  212 grades, 120 speed limits, 95 track lengths, 44
                                            other: listed in plan.json
check record  holds  7C1E 40B2              41 rules, 90,210 facts"""

NARROW_TABLE = """\
            leaves bord in bord out arrives running stops border waiting total
──────────────────────────────────────────────────────────────────────────────
▲ advance    15:45   08:45    12:15   23:17   20:39  2:17   3:30    4:06 30:32
◆ principal  16:00   09:00    12:30   23:37   20:39  2:17   3:30    4:11 30:37
○ follow-up  16:11   09:11    16:03   23:47   20:40  2:17   6:52    0:47 30:36"""


def test_the_summary_at_100_columns() -> None:
    assert "\n".join(summary_lines(FIGURES, CHECKED, PLAIN, 100)) == WIDE


def test_the_table_at_80_columns() -> None:
    assert "\n".join(summary_lines(FIGURES, CHECKED, PLAIN, 80)[1:6]) == NARROW_TABLE


@pytest.mark.parametrize("width", [80, 85, 90, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = summary_lines(FIGURES, CHECKED, PLAIN, width)
    assert max(len(line) for line in lines) <= width
    assert "Vladivostok" in lines[0]


def test_colour_changes_no_column() -> None:
    coloured = "\n".join(summary_lines(FIGURES, CHECKED, Style(True), 100))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == WIDE
    assert "\x1b[1mprincipal" in coloured and "\x1b[36m▲" in coloured and "\x1b[35m○" in coloured


def test_the_parts_add_up_by_hand() -> None:
    for line in WIDE.splitlines()[3:6]:
        times = [item.split(":") for item in line.split()[-5:]]
        minutes = [60 * int(hours) + int(rest) for hours, rest in times]
        assert sum(minutes[:4]) == minutes[4]


def test_half_minutes_are_not_hidden() -> None:
    """With a publish step of 30 s nothing is rounded away: seconds are shown, and the sums still hold."""
    first = FIGURES.trains[0]
    totals = replace(first.totals, running_s=first.totals.running_s + 30, total_s=first.totals.total_s + 30)
    odd = replace(first, totals=totals, arrives_at_s=first.arrives_at_s + 30)
    lines = summary_lines(replace(FIGURES, trains=(odd, *FIGURES.trains[1:])), CHECKED, PLAIN, 100)
    assert "20:39:30" in lines[3] and "30:32:30" in lines[3]
    assert max(len(line) for line in lines) <= 100


def test_without_a_border_its_columns_go() -> None:
    trains = tuple(replace(item, border_in_at_s=None, border_out_at_s=None) for item in FIGURES.trains)
    head = summary_lines(replace(FIGURES, trains=trains), CHECKED, PLAIN, 100)[1]
    assert head.split() == ["leaves", "arrives", "running", "stops", "waiting", "total"]


def test_local_times_follow_the_date() -> None:
    """Korean time was UTC+8:30 in 2016; Vladivostok was two hours ahead of Korea in August 2011."""
    trains = (row("principal", "1", (600, 0, 0, 0), "2016-05-16T16:00:00+08:30"),)
    lines = summary_lines(replace(FIGURES, trains=trains), CHECKED, PLAIN, 100)
    assert lines[3].split()[2:6] == ["16:00", "09:00", "09:00", "03:30"]
    assert "KST (UTC+8:30) to Tue 17 May 2016 VLAT (UTC+10)" in lines[4]
    trains = (row("principal", "1", (600, 0, 0, 0), "2011-08-20T10:00:00+09:00"),)
    assert summary_lines(replace(FIGURES, trains=trains), CHECKED, PLAIN, 100)[3].split()[5] == "22:00"


def test_refused_and_untouched() -> None:
    figures = replace(FIGURES, trains_held=0, assumptions=0, assumptions_by_kind=())
    text = "\n".join(summary_lines(figures, Checked(False, "0000 0000", ""), PLAIN, 100))
    assert "none of 65 held\n" in text
    assert "nothing had to be assumed" in text
    assert "refused  0000 0000" in text


def test_a_search_that_was_cut_short_is_said() -> None:
    text = " ".join("\n".join(summary_lines(replace(FIGURES, proved=False), CHECKED, PLAIN, 80)).split())
    assert "search best of 3,001 steps not proved best" in text
    assert "search" not in "\n".join(summary_lines(FIGURES, CHECKED, PLAIN, 80))


def test_spacing_without_a_maximum_has_no_largest() -> None:
    pair = replace(FIGURES.spacing[0], largest_s=900, most_s=None)
    text = "\n".join(summary_lines(replace(FIGURES, spacing=(pair,)), CHECKED, PLAIN, 100))
    assert "principal 15.0 min or more" in text


def test_each_role_has_its_mark() -> None:
    trains = tuple(replace(FIGURES.trains[2], role=name) for name in ("decoy", "rescue"))
    lines = summary_lines(replace(FIGURES, trains=trains), CHECKED, PLAIN, 100)
    assert lines[3].startswith("◌ decoy") and lines[4].startswith("+ rescue")


def test_digest_of_a_plan() -> None:
    figures = digest(small_plan(), line_network([8000.0, 8000.0]))
    (pair,) = figures.spacing
    assert (pair.smallest_s, pair.least_s, pair.reason) == (900, 900, "rule pack")
    assert (pair.largest_s, pair.most_s, pair.suspended) == (960, 1500, 0)
    assert (figures.worst_train, figures.worst_where) == ("101/2027-05-16", "Place 2")
    assert figures.worst_held_s > 0 and figures.worst_destination.startswith("Place ")
    assert figures.search_steps > 0
    assert figures.trains[1].leaves_at_s - figures.trains[0].leaves_at_s == 900
    data = digest_data(figures)
    assert data["trains"][0]["leaves_at"] == "2027-05-16T07:00:00Z"
    assert data["trains"][0]["border_in_at"] is None
    assert data["assumptions_by_kind"] == {"grade": 1}


def test_the_longest_spacing_is_named_in_travel_direction() -> None:
    plan = small_plan()
    figures = digest(replace(plan, route=tuple(reversed(plan.route))), line_network([8000.0, 8000.0]))
    assert figures.spacing[0].smallest_where == "Place 1 – Place 0"


def test_last_line() -> None:
    assert folder_line("out/x", ["plan.json", "inputs/"], 3.14, PLAIN) == "out/x/  plan.json  inputs/  3.1 s"


def test_durations() -> None:
    assert duration(0, True) == "0:00"
    assert duration(30 * 3600 + 59 * 60, True) == "30:59"
    assert duration(90, False) == "0:01:30"


def test_the_border_says_its_quantile_and_what_binds() -> None:
    ready = ((1, 41_271, 45_780, 50_160), (2, 25_738, 29_150, 32_330))
    handed = (("advance", "7001", "RZD", "Tumangang"),)
    figures = BorderFigures("Tumangang", 0.513889, "follow-up", 10_560, "1", ready, handed)
    lines = summary_lines(replace(FIGURES, border=figures), CHECKED, PLAIN, 100)
    at = next(i for i, line in enumerate(lines) if line.startswith("border  "))
    assert lines[at].split("  ")[0] == "border" and "each step at p51" in lines[at]
    told = [line.strip() for line in lines[at : at + 4]]
    assert told[0].endswith("follow-up waits 176 min for jack track 1")
    assert told[1:] == [
        "all ready on 1 track: p50 11:28, p80 12:43, p95 13:56",
        "all ready on 2 tracks: p50 7:09, p80 8:06, p95 8:59",
        "7001 of RZD takes the advance over at Tumangang",
    ]
    certain = replace(figures, step_share=None, waits="", ready=(), handovers=())
    lines = summary_lines(replace(FIGURES, border=certain), CHECKED, PLAIN, 100)
    assert any("durations as stated" in line and "no train waits for a jack track" in line for line in lines)


def test_roads_and_posts_are_told_where_the_pack_asks_for_them() -> None:
    figures = replace(FIGURES, crossings=155, road_closure_s=35_400, boxes_opened=167, posts=322)
    text = "\n".join(summary_lines(figures, CHECKED, PLAIN, 100))
    assert "protection    155 roads, 590 min closed     167 boxes open; 322 posts, a list each\n" in text
    assert all(len(line) <= 80 for line in summary_lines(figures, CHECKED, PLAIN, 80))
    one = replace(figures, crossings=1, boxes_opened=1, posts=1)
    assert "1 road, 590 min closed" in "\n".join(summary_lines(one, CHECKED, PLAIN, 100))
    assert "1 box open; 1 post, a list each" in "\n".join(summary_lines(one, CHECKED, PLAIN, 100))
    none = replace(figures, boxes_opened=0)
    assert "322 posts, a list each" in "\n".join(summary_lines(none, CHECKED, PLAIN, 100))


def test_what_is_not_known_of_acceptance_is_told() -> None:
    figures = replace(FIGURES, not_known=("metre_load", "coupler"))
    lines = summary_lines(figures, CHECKED, PLAIN, 100)
    start = next(i for i, line in enumerate(lines) if line.startswith("acceptance"))
    told = " ".join(lines[start].split())
    assert told == "acceptance 2 facts not known metre load, coupler: not judged, listed in plan.json"
    assert not any(line.startswith("acceptance") for line in summary_lines(FIGURES, CHECKED, PLAIN, 100))
