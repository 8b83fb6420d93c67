"""The path table: a snapshot, days and zones between rows, printed times read back to their instants."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.app.times import TimesTable, times_table
from railcade.basis import Basis
from railcade.cli import main
from railcade.cli.breaks import breaks_of, clock_step
from railcade.cli.style import PLAIN, Style
from railcade.cli.times import times_lines
from railcade.clock import from_iso
from railcade.clock.countries import country_name
from railcade.errors import InputError
from railcade.formats.gpkg import write_network
from railcade.formats.plan_json import read_plan, write_plan
from railcade.network import Network
from railcade.notice.claims import NEVER_CLAIMED
from railcade.plan.model import Plan, PlanPoint, PlanTrain
from tests.formats.plans import small_plan
from tests.plan.lines import LineStyle, line_network

Capture = pytest.CaptureFixture[str]
EAST = "Asia/Vladivostok"
KEYS = {"place", "name", "km", "km_basis", "zone", "role", "arrive", "arrive_utc", "depart", "depart_utc"}
KEYS |= {"track", "stand", "stand_s", "reason"}


def border_line() -> Network:
    """A station, a stop, a post, a border post without tracks, and a station in the next country."""
    style = LineStyle(border=3, countries={3: "KP/RU", 4: "RU"}, zones={4: EAST})
    network = line_network([8000.0] * 4, [2, 2, 0, 0, 2], style)
    known = dict.fromkeys(("km", "position", "kind", "zone", "reset_s", "box"), Basis.SURVEYED)
    places = {key: replace(place, basis=known) for key, place in network.places.items()}
    places["p3"] = replace(places["p3"], name="Bridge over the river (border)")
    places["p1"] = replace(places["p1"], basis=known | {"km": Basis.ESTIMATED})
    lain = dict.fromkeys(("length_m", "tracks", "gauges_mm", "power", "geometry"), Basis.SURVEYED)
    sections = {key: replace(section, basis=lain) for key, section in network.sections.items()}
    return replace(network, places=places, sections=sections)


def role(name: str, number: str, leaves: str, tracks: str, extra_s: int = 0) -> PlanTrain:
    """A train over the border line: 10 min a section, 20 min at the stop."""
    at_s = from_iso(leaves)
    steps = [(0, 0, "origin"), (600, 1200, "stop"), (2400, 0, ""), (3000, 0, ""), (3600 + extra_s, 0, "end")]
    points = []
    for i, (after_s, stand_s, stand) in enumerate(steps):
        arrive_s = at_s + after_s
        kind = "destination" if stand == "end" else stand
        track = tracks[i] if i in (0, 1, 4) else ""
        reason = "water" if kind == "stop" else ""
        point = PlanPoint(
            f"p{i}", 8000.0 * i, arrive_s, arrive_s + stand_s, arrive_s,
            arrive_s, arrive_s + stand_s, track, kind, reason,
        )  # fmt: skip
        points.append(point)
    return replace(small_plan().trains[0], role=name, number=number, points=tuple(points))


def border_plan(extra_s: int = 0) -> Plan:
    """Three trains around midnight."""
    return replace(
        small_plan(),
        name="Border",
        route=("p0", "p1", "p2", "p3", "p4"),
        length_m=32_000.0,
        trains=(
            role("advance", "9101", "2027-05-16T23:15:00+09:00", "11..1"),
            role("principal", "9103", "2027-05-16T23:30:00+09:00", "12..1", extra_s),
            role("follow-up", "9105", "2027-05-16T23:41:00+09:00", "13..1"),
        ),
    )


def shown(plan: Plan, network: Network, width: int = 100, role: str = "", every: bool = False) -> list[str]:
    """Lines of the table."""
    return times_lines(times_table(Path("out/x"), plan, network, role), every, PLAIN, width)


WIDE = """\

1 Border   Place 0 – Place 4   32 km by rail (great circle 15)

                                          ▲ advance   ◆ principal   ○ follow-up
                                               9101          9103          9105  stand  spacing
     km  place                  track    arr    dep    arr    dep    arr    dep    min      min
───────────────────────────────────────────────────────────────────────────────────────────────
KOREA (NORTH)  KST = UTC+9
Sunday 16 May 2027
    0.0  Place 0                1             23:15         23:30         23:41              15
   ≈8.0  Place 1                1 2 3  23:25  23:45  23:40  00:00+ 23:51  00:11+    20       15
Monday 17 May ─────────────────────────────────────────────────────────────────────────────────
   24.0  Bridge over the river             |  00:05      |  00:20      |  00:31              15
RUSSIA  VLAT = UTC+10, clocks + 1 h ───────────────────────────────────────────────────────────
   32.0  Place 4                1      01:15         01:30         01:41                     15
───────────────────────────────────────────────────────────────────────────────────────────────
times are published and local; | passes; + later day; ≈ estimated; tracks in the order of the
trains; spacing: principal behind advance, leaving

stands, min                ▲     ◆     ○
              Place 1     20    20    20  water

not verified here: railcade verify out/x"""

NARROW = """\
                                  ▲ advance   ◆ principal   ○ follow-up
                                       9101          9103          9105  spacing
     km  place                   arr    dep    arr    dep    arr    dep      min
────────────────────────────────────────────────────────────────────────────────
KOREA (NORTH)  KST = UTC+9
Sunday 16 May 2027
    0.0  Place 0                      23:15         23:30         23:41       15
   ≈8.0  Place 1               23:25  23:45  23:40  00:00+ 23:51  00:11+      15
Monday 17 May ──────────────────────────────────────────────────────────────────
   24.0  Bridge over the           |  00:05      |  00:20      |  00:31       15
         river
RUSSIA  VLAT = UTC+10, clocks + 1 h ────────────────────────────────────────────
   32.0  Place 4               01:15         01:30         01:41              15
────────────────────────────────────────────────────────────────────────────────"""


def test_the_table_at_100_columns() -> None:
    assert "\n".join(shown(border_plan(), border_line())[:-5]) == WIDE


def test_the_table_at_80_columns() -> None:
    assert "\n".join(shown(border_plan(), border_line(), 80)[3:17]) == NARROW


def test_posts_and_loops_come_with_all_and_last_come_the_claims() -> None:
    listed, every = (shown(border_plan(), border_line(), every=item) for item in (False, True))
    assert len(every) == len(listed) + 1
    assert next(line for line in every if line not in listed).startswith("   16.0  post km 16.0")
    assert " ".join(listed).endswith(NEVER_CLAIMED)
    assert "not verified here: railcade verify out/x" in listed


def test_half_minutes_are_not_hidden() -> None:
    lines = shown(border_plan(extra_s=30), border_line())
    assert any("01:30:30" in line and line.endswith(" 15.5") for line in lines)


def test_one_role_alone_keeps_its_spacing() -> None:
    lines = shown(border_plan(), border_line(), role="follow-up")
    assert "advance" not in " ".join(lines[:12])
    assert next(line for line in lines if "Place 1" in line).split()[-2:] == ["20", "11"]
    assert "spacing: follow-up behind principal" in " ".join(lines)
    first = shown(border_plan(), border_line(), role="advance")
    assert "spacing" not in " ".join(first)


@pytest.mark.parametrize("width", [60, 70, 80, 87, 93, 100])
@pytest.mark.parametrize("extra_s", [0, 30])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_no_line_is_wider_than_the_terminal(width: int, extra_s: int, count: int) -> None:
    plan = border_plan(extra_s)
    more = tuple(replace(plan.trains[2], role=name, number="7") for name in ("decoy", "rescue"))
    trains = (*plan.trains, *more) if count == 5 else plan.trains
    lines = shown(
        replace(plan, trains=trains), border_line(), width, "principal" if count == 1 else "", every=True
    )
    assert max(len(line) for line in lines) <= width
    assert "principal" in " ".join(lines[3:5])
    assert not any(line.endswith(" ") for line in lines)
    text = " ".join(" ".join(lines).split())
    assert ("alone at" in text) == ("follow-up" not in " ".join(lines[3:5]) and count > 1)
    assert "Bridge over" in text and "river" in text


def test_colour_changes_no_column() -> None:
    table = times_table(Path("out/x"), border_plan(), border_line())
    coloured = times_lines(table, False, Style(True), 100)
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in coloured]
    assert plain == times_lines(table, False, PLAIN, 100)
    text = "\n".join(coloured)
    assert "\x1b[36m▲" in text and "\x1b[1mprincipal" in text and "\x1b[3m   ≈8.0" in text
    assert "\x1b[1mPlace 1" in text and "\x1b[1mBridge" not in text


@pytest.mark.parametrize(
    ("noon", "row"),
    [
        ("2027-05-16T12:00:00+09:00", "RUSSIA  VLAT = UTC+10, clocks + 1 h"),
        ("2016-05-16T12:00:00+08:30", "RUSSIA  VLAT = UTC+10, clocks + 1 h 30"),
        ("2011-08-20T12:00:00+09:00", "RUSSIA  VLAT = UTC+11, clocks + 2 h"),
    ],
)
def test_clocks_at_the_border_in_its_year(noon: str, row: str) -> None:
    places = border_line().places
    west, east = breaks_of([(places["p0"], from_iso(noon)), (places["p4"], from_iso(noon) + 60)])
    assert west.rows[0].startswith("KOREA (NORTH)  KST = UTC+")
    assert east.rows == (row,)


def test_zones_without_a_name_or_without_a_step() -> None:
    place = border_line().places["p0"]
    noon_s = from_iso("2027-05-16T12:00:00Z")

    def rows(*zones: tuple[str, str, int]) -> list[tuple[str, ...]]:
        moments = [(replace(place, zone=zone, country=code), noon_s + s) for zone, code, s in zones]
        return [item.rows for item in breaks_of(moments)]

    berlin, kolkata = ("Europe/Berlin", "DE", 0), ("Asia/Kolkata", "", 0)
    assert rows(berlin, ("Europe/Paris", "FR", 60))[1] == ("FRANCE  CEST = UTC+2",)
    assert rows(kolkata, ("Asia/Kathmandu", "", 60))[1] == ("UTC+5:45, clocks + 15 min",)
    assert rows(kolkata)[0] == ("IST = UTC+5:30", "Sunday 16 May 2027")
    winter_s = from_iso("2027-10-31T01:30:00Z") - noon_s
    assert rows(berlin, ("Europe/Berlin", "DE", winter_s))[1][0] == "CET = UTC+1, clocks − 1 h"
    year_s = from_iso("2028-01-01T12:00:00Z") - noon_s
    assert rows(kolkata, ("Asia/Kolkata", "", year_s))[1] == ("Saturday 1 January 2028",)
    assert (clock_step(-90), clock_step(125)) == ("− 1 h 30", "+ 2 h 05")


def test_names_of_countries() -> None:
    assert (country_name("RU"), country_name("GB")) == ("Russia", "Britain (UK)")
    assert country_name("KP/RU") == country_name("") == country_name("#") == ""


STARTS = (
    "2011-08-20T00:00:00Z",
    "2016-05-16T00:00:00Z",
    "2027-05-16T00:00:00Z",
    "2027-03-27T18:00:00Z",
    "2027-10-30T18:00:00Z",
)


@given(
    start=st.sampled_from(STARTS).map(from_iso),
    after_s=st.integers(0, 20 * 1440).map(lambda minutes: 60 * minutes),
    behind_s=st.integers(1, 600).map(lambda minutes: 60 * minutes),
    stands_s=st.lists(st.integers(0, 700).map(lambda minutes: 60 * minutes), min_size=3, max_size=3),
    zones=st.lists(
        st.sampled_from(["Asia/Pyongyang", EAST, "Asia/Kolkata", "UTC", "Europe/Berlin", "Asia/Kathmandu"]),
        min_size=5, max_size=5,
    ),
    width=st.sampled_from([82, 100]),
)  # fmt: skip
def test_every_printed_time_reads_back(
    start: int, after_s: int, behind_s: int, stands_s: Sequence[int], zones: Sequence[str], width: int
) -> None:
    """Day rows, zone rows, and marks of day and clock are enough to give each printed time its instant."""
    trains, at_s = [], start + after_s
    for number, name in enumerate(("advance", "principal")):
        points, now_s = [], at_s + number * behind_s
        for i in range(5):
            stand_s = stands_s[i - 1] if 0 < i < 4 else 0
            kind = {0: "origin", 4: "destination"}.get(i, "stop" if stand_s else "")
            points.append(PlanPoint(f"p{i}", 0.0, 0.0, 0.0, 0.0, now_s, now_s + stand_s, "1", kind, ""))
            now_s += stand_s + 600
        trains.append(replace(small_plan().trains[0], role=name, points=tuple(points)))
    plan = replace(small_plan(), trains=tuple(trains), route=("p0", "p1", "p2", "p3", "p4"))
    network = line_network([8000.0] * 4, style=LineStyle(zones=dict(enumerate(zones))))
    table = times_table(Path("x"), plan, network)
    assert instants(times_lines(table, False, PLAIN, width)) == [
        time_s
        for row in table.rows
        for point in row.points
        if point is not None
        for time_s in sorted({point.published_arrive_at_s, point.published_depart_at_s})
    ]


def instants(lines: Sequence[str]) -> list[int]:
    """Every time of a table's rows, found by its last day and zone row as a reader would."""
    found, offset, day = [], timedelta(0), datetime.min
    noted = re.findall(
        r"\* (?:[A-Z]+ = )?UTC\+(\d+)(?::(\d\d))? where the row is UTC\+(\d+)(?::(\d\d))?",
        " ".join(" ".join(lines).split()),
    )
    others = {
        timedelta(hours=int(c), minutes=int(d or 0)): timedelta(hours=int(a), minutes=int(b or 0))
        for a, b, c, d in noted
    }
    for line in lines:
        zone = re.match(r"(?:[A-Z() ]+ {2})?(?:[A-Z]+ = )?UTC\+(\d+)(?::(\d\d))?", line)
        named = re.match(r"[A-Z][a-z]+day (\d+ [A-Z][a-z]+)( \d{4})?", line)
        if zone:
            offset = timedelta(hours=int(zone[1]), minutes=int(zone[2] or 0))
        if named:
            day = datetime.strptime(f"{named[1]}{named[2] or f' {day.year}'}", "%d %B %Y")
        if re.match(r" *≈?\d+\.\d  ", line):
            for hour, minute, mark, other in re.findall(r"(\d\d):(\d\d)([+−]?)(\*?)", line):
                days = {"+": 1, "−": -1}.get(mark, 0)
                moment = day + timedelta(days=days, hours=int(hour), minutes=int(minute))
                zone_there = timezone(others[offset] if other else offset)
                found.append(round(moment.replace(tzinfo=zone_there).timestamp()))
    return found


def test_a_time_on_another_clock_than_its_row_is_marked() -> None:
    """Clocks go back on 31 October 2027 at 01:00 UTC between the advance and the principal train."""
    berlin = LineStyle(zones=dict.fromkeys(range(5), "Europe/Berlin"))
    trains = (
        role("advance", "1", "2027-10-31T02:45:00+02:00", "11111"),
        role("principal", "3", "2027-10-31T02:55:00+02:00", "11111"),
    )
    lines = shown(replace(border_plan(), trains=trains), line_network([8000.0] * 4, style=berlin))
    row = next(line for line in lines if "Place 1" in line)
    assert "02:55*" in row and "02:05 " in row
    assert "* CEST = UTC+2 where the row is UTC+1" in " ".join(" ".join(lines).split())


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("80", 80), ("40", 60), ("x", 100), ("", 100)])
def test_a_pipe_asks_for_its_columns(
    columns: str, width: int, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["times", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert ("spacing" in "".join(lines[3:7])) and ("follow-up" in "".join(lines[3:7])) == (width >= 80)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "out" / "inputs").mkdir(parents=True)
    write_plan(tmp_path / "out" / "plan.json", border_plan())
    write_network(border_line(), tmp_path / "out" / "inputs" / "network.gpkg")
    monkeypatch.chdir(tmp_path)
    return Path("out")


def test_json_agrees_with_the_time_zones(folder: Path, capsys: Capture) -> None:
    assert main(["times", "out", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["verified"] is False and len(data["roles"]) == 3
    assert len(data["times"]) == 15 and all(set(item) == KEYS for item in data["times"])
    points = {
        (train.role, point.place): point
        for train in read_plan(folder / "plan.json").trains
        for point in train.points
    }
    for item in data["times"]:
        point = points[item["role"], item["place"]]
        told = {"arrive": point.published_arrive_at_s, "depart": point.published_depart_at_s}
        if item["stand"] in ("origin", "destination"):
            key = "arrive" if item["stand"] == "origin" else "depart"
            assert item[key] is None and item[f"{key}_utc"] is None
            del told[key]
        for key, time_s in told.items():
            moment = datetime.fromisoformat(item[key])
            assert from_iso(item[key]) == from_iso(item[f"{key}_utc"]) == time_s
            assert moment.utcoffset() == moment.astimezone(ZoneInfo(item["zone"])).utcoffset()
    assert main(["times", "out", "--json", "--role", "advance"]) == 0
    assert {item["role"] for item in json.loads(capsys.readouterr().out)["times"]} == {"advance"}


def test_the_command_prints_the_table(folder: Path, capsys: Capture) -> None:
    assert main(["times", "out", "--all"]) == 0
    table = times_table(folder, border_plan(), border_line())
    assert capsys.readouterr().out.splitlines()[4:9] == times_lines(table, True, PLAIN, 100)[4:9]


def test_what_is_no_plan_folder(folder: Path, capsys: Capture) -> None:
    def refusal(*words: str) -> str:
        assert main(["times", *words]) == 2
        out, err = capsys.readouterr()
        assert out == "" and "our bug" not in err
        return err

    assert "2 problems" in (err := refusal("nowhere")) and "E0101  nowhere/plan.json" in err
    assert "did you mean principal?" in refusal("out", "--role", "princpal")
    (folder / "inputs" / "network.gpkg").write_text("no network")
    assert "E0102" in refusal("out")
    shutil.rmtree(folder / "inputs")
    (folder / "plan.json").write_text("{}")
    err = refusal("out")
    assert "E0102  out/plan.json" in err and "E0101  out/inputs/network.gpkg" in err


def test_a_plan_that_does_not_fit_its_network() -> None:
    plan, network = border_plan(), border_line()
    stray = replace(plan.trains[0], points=(replace(plan.trains[0].points[0], place="p9"),))
    cases = {
        "the network has no place p9": replace(plan, route=(*plan.route, "p9")),
        "p9 is not on the route": replace(plan, trains=(stray, *plan.trains[1:])),
        "advance has no points": replace(plan, trains=(replace(stray, points=()), *plan.trains[1:])),
        "no train is the principal": replace(plan, trains=()),
    }
    for told, broken in cases.items():
        with pytest.raises(InputError) as caught:
            times_table(Path("x"), broken, network)
        assert told in str(caught.value)


def test_a_train_that_does_not_come_leaves_its_cells_empty() -> None:
    plan = border_plan()
    short = replace(plan.trains[1], points=plan.trains[1].points[:2])
    table: TimesTable = times_table(
        Path("x"), replace(plan, trains=(plan.trains[0], short, plan.trains[2])), border_line()
    )
    row = next(line for line in times_lines(table, False, PLAIN, 100) if "32.0  Place 4" in line)
    assert re.findall(r"\d\d:\d\d", row) == ["01:15", "01:41"]
