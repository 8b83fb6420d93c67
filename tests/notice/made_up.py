"""A made-up movement over a made-up line: times at even speeds, for tests that only look at the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from railcade.basis import Assumption, Basis
from railcade.clock import from_iso
from railcade.network import Block, BlockKind, Network, Place, PlaceKind, Section, Steps, Track
from railcade.plan.model import (
    Anchor,
    Bill,
    Hold,
    OtherPoint,
    OtherTrain,
    Plan,
    PlanPoint,
    PlanTrain,
    ProtectionRow,
    SearchReport,
    SpacingRow,
    SweepRow,
    Totals,
)

LEAD_S = 900
FOLLOW_S = 660
KST = "Asia/Pyongyang"
VLAT = "Asia/Vladivostok"

# name, km, stand in minutes, main, country
LONG_LINE: tuple[tuple[str, float, int, bool, str], ...] = (
    ("Pyongyang", 0.0, 0, True, "KP"), ("West Pyongyang", 4.7, 0, False, "KP"),
    ("Sopo", 11.1, 0, False, "KP"), ("Kalli", 19.1, 0, False, "KP"), ("Chung'i", 27.3, 0, False, "KP"),
    ("Paesanjom", 39.6, 0, False, "KP"), ("Pyongsong", 44.1, 0, False, "KP"),
    ("Ponghak", 50.4, 0, False, "KP"), ("Chasan", 58.1, 0, False, "KP"), ("Sunchon", 66.4, 0, False, "KP"),
    ("Sillyonpo", 69.9, 0, False, "KP"), ("Unsan", 75.9, 0, False, "KP"), ("Suyang", 80.5, 0, False, "KP"),
    ("Sinchang", 86.1, 0, False, "KP"), ("Sinsongchon", 102.8, 12, True, "KP"),
    ("Kowon", 232.2, 0, True, "KP"), ("Kumya (Yonghung)", 244.6, 0, False, "KP"),
    ("Hamhung", 314.5, 25, True, "KP"), ("Hungnam", 328.4, 0, False, "KP"),
    ("Hongwon", 370.2, 0, False, "KP"),
    ("Sinpo", 396.4, 0, False, "KP"), ("Sinbukchong", 436.2, 0, False, "KP"),
    ("Rahung", 458.0, 0, False, "KP"), ("Chungsan", 461.2, 0, False, "KP"), ("Kunson", 474.8, 0, False, "KP"),
    ("Tanchon", 505.3, 0, False, "KP"), ("Yohaejin", 513.4, 0, False, "KP"), ("Kilju", 585.7, 20, True, "KP"),
    ("Orang", 667.1, 0, False, "KP"), ("Kyongsong", 685.1, 0, False, "KP"), ("Ranam", 704.1, 0, False, "KP"),
    ("Chongjin Chongnyon", 718.6, 35, True, "KP"), ("Rajin", 800.2, 15, True, "KP"),
    ("Sonbong", 815.2, 0, False, "KP"), ("Ungsang", 827.7, 0, False, "KP"), ("Mulgol", 841.8, 0, False, "KP"),
    ("Tumangang", 849.2, 200, True, "KP"), ("Khasan", 854.2, 55, True, "RU"),
    ("Makhalino", 895.2, 0, False, "RU"), ("Gvozdevo", 907.2, 0, False, "RU"),
    ("Ryazanovka", 945.2, 0, False, "RU"), ("Bamburovo", 967.2, 0, False, "RU"),
    ("Kedrovy", 996.2, 0, False, "RU"), ("Primorskaya", 1005.2, 0, False, "RU"),
    ("Vinevitino", 1056.2, 0, False, "RU"), ("Olenevod", 1080.2, 0, False, "RU"),
    ("Baranovsky", 1092.2, 30, True, "RU"), ("Razdolnoye", 1107.0, 0, False, "RU"),
    ("Nadezhdinskaya (Volno-Nadezhdinskoye)", 1132.1, 0, False, "RU"),
    ("Ugolnaya (Uglovoye)", 1142.9, 0, False, "RU"), ("Vladivostok", 1181.2, 0, True, "RU"),
)  # fmt: skip
SHORT_LINE: tuple[tuple[str, float, int, bool, str], ...] = (
    ("Alder", 0.0, 0, True, "GB"), ("Birch", 9.4, 0, False, "GB"), ("Cedar Junction", 21.7, 8, True, "GB"),
    ("Dogwood", 30.2, 0, False, "GB"), ("Elm", 44.0, 0, False, "GB"), ("Fir", 61.3, 0, True, "GB"),
)  # fmt: skip
ZONES = {"KP": KST, "RU": VLAT, "GB": "Europe/London"}
POST_EVERY_KM = 10.0


@dataclass(frozen=True)
class MadeUp:
    network: Network
    plan: Plan


def network_of(line: Sequence[tuple[str, float, int, bool, str]]) -> Network:
    places: list[Place] = []
    for k, (name, km, _, main, country) in enumerate(line):
        if k:
            places.extend(_posts(line[k - 1][1], km, country, places[-1]))
        tracks = tuple(Track(str(t), 900.0, Basis.ASSUMED) for t in range(1, 6 if main else 4))
        unsure = Basis.ESTIMATED if name in ("Hongwon", "Sinpo", "Orang", "Razdolnoye") else Basis.PUBLISHED
        places.append(
            Place(
                id=name.split(" (")[0].lower().replace(" ", "_").replace("'", ""),
                name=name,
                kind=PlaceKind.STATION,
                km=km,
                lat_deg=39.0 + km * 0.0035,
                lon_deg=125.7 + km * 0.0052,
                country=country,
                zone=ZONES[country],
                tracks=tracks,
                reset_s=60,
                main=main,
                basis={"km": unsure},
            )
        )
    sections = [_section(a, b) for a, b in zip(places[:-1], places[1:], strict=True)]
    return Network(
        "made up", {p.id: p for p in places}, {s.id: s for s in sections}, "Made-up line for tests.", {}
    )


def _posts(from_km: float, to_km: float, country: str, before: Place) -> list[Place]:
    count = int((to_km - from_km) / POST_EVERY_KM)
    found = []
    for k in range(1, count + 1):
        km = round(from_km + (to_km - from_km) * k / (count + 1), 1)
        loop = k % 2 == 0
        found.append(
            Place(
                id=f"post_{km}".replace(".", "_"),
                name=f"{'loop' if loop else 'post'} km {km}",
                kind=PlaceKind.LOOP if loop else PlaceKind.POST,
                km=km,
                lat_deg=before.lat_deg,
                lon_deg=before.lon_deg,
                country=country,
                zone=ZONES[country],
                tracks=tuple(Track(str(t), 900.0, Basis.ASSUMED) for t in (1, 2)) if loop else (),
                reset_s=60,
                basis={"km": Basis.ASSUMED, "kind": Basis.ASSUMED},
            )
        )
    return found


def _section(a: Place, b: Place) -> Section:
    double = b.km <= 19.1 or (a.km >= 800.2 and b.km <= 849.2)
    gauges = (1435,) if b.km <= 800.2 else (1435, 1520) if b.km <= 849.2 else (1520,)
    power = "3 kV DC" if b.country != "RU" else "none" if b.km <= 1092.2 else "25 kV AC"
    estimated = a.km >= 967.2 or 329 <= a.km <= 399
    return Section(
        id=f"{a.id}-{b.id}",
        start=a.id,
        end=b.id,
        length_m=1000.0 * (b.km - a.km),
        tracks=2 if double else 1,
        block=Block(BlockKind.STATION_TO_STATION, (), 60, 30, 30, Basis.ASSUMED),
        gauges_mm=gauges,
        power=power,
        limit_mps=Steps.constant(16.0, Basis.ASSUMED),
        grade=Steps.constant(0.0, Basis.ASSUMED),
        axle_load_kg=Steps.constant(22_500.0, Basis.ASSUMED),
        structures=(),
        lonlat_deg=np.array([[a.lon_deg, a.lat_deg], [b.lon_deg, b.lat_deg]]),
        basis={"geometry": Basis.ESTIMATED if estimated else Basis.PUBLISHED},
    )


def role_train(
    network: Network,
    line: Sequence[tuple[str, float, int, bool, str]],
    role: str,
    number: str,
    depart_at_s: int,
) -> PlanTrain:
    stands = {name.split(" (")[0].lower().replace(" ", "_").replace("'", ""): m for name, _, m, _, _ in line}
    points: list[PlanPoint] = []
    at_s, before_km = depart_at_s, 0.0
    places = list(network.places.values())
    for k, place in enumerate(places):
        speed_kmh = 52.0 if place.km % 3 < 1.5 else 56.0
        at_s += round((place.km - before_km) / speed_kmh * 3600 / 30) * 30
        before_km = place.km
        arrive_s = at_s
        stand = "origin" if k == 0 else "destination" if k == len(places) - 1 else ""
        if stands.get(place.id):
            stand = {"tumangang": "border", "khasan": "reform"}.get(place.id, "stop")
            at_s += 60 * stands[place.id]
        points.append(
            PlanPoint(
                place=place.id,
                position_m=1000.0 * place.km,
                arrive_at_s=float(arrive_s),
                depart_at_s=float(at_s),
                complete_at_s=float(arrive_s + 30),
                published_arrive_at_s=arrive_s,
                published_depart_at_s=at_s,
                track="1" if stand else "",
                stand=stand,
                reason="bogie exchange on two jack tracks, durations assumed" if stand == "border" else stand,
            )
        )
    return PlanTrain(role, number, ("f",), (), tuple(points), Totals(0, 0, 0, 0, 0))


def other_trains(network: Network, seed: int, from_s: int, until_s: int, held: int) -> tuple[OtherTrain, ...]:
    rng = Random(seed)
    places = list(network.places.values())
    standable = [i for i, place in enumerate(places) if place.standable]
    trains = []
    for k in range(max(4, round((until_s - from_s) / 86_400 * 40))):
        ends = sorted(rng.sample(standable, 2))
        if ends[1] - ends[0] < len(places) // 12 + 1:
            continue
        way = list(range(ends[0], ends[1] + 1))
        if rng.random() < 0.5:
            way.reverse()
        at_s = rng.randrange(from_s - 3 * 3600, until_s, 60)
        points, holds = [], []
        before_km = places[way[0]].km
        hold_at = rng.choice(way[1:-1] or way) if k < held else -1
        for i in way:
            at_s += round(abs(places[i].km - before_km) / 45.0 * 3600)
            before_km = places[i].km
            arrive_s = at_s
            if places[i].standable and rng.random() < 0.15:
                at_s += 240
            if i == hold_at:
                at_s += 60 * rng.randrange(20, 110)
                holds.append(Hold(places[i].id, arrive_s, at_s, at_s - arrive_s))
            points.append(OtherPoint(places[i].id, arrive_s, at_s, arrive_s, at_s, "2"))
        number = str(2000 + k)
        trains.append(
            OtherTrain(f"{number}/2027-05-16", number, "freight", 500.0, tuple(points), tuple(holds), 0,
                       f"synthetic, seed {seed}")
        )  # fmt: skip
    return tuple(trains)


def made_up(
    line: Sequence[tuple[str, float, int, bool, str]] = LONG_LINE,
    depart: str = "2027-05-16T07:00:00Z",
    roles: Sequence[tuple[str, str, int]] = (
        ("advance", "9P01", -LEAD_S), ("principal", "1X01", 0), ("follow-up", "9P02", FOLLOW_S),
    ),
    held: int = 6,
) -> MadeUp:  # fmt: skip
    network = network_of(line)
    start_s = from_iso(depart)
    trains = tuple(role_train(network, line, role, number, start_s + s) for role, number, s in roles)
    first, last = trains[0], trains[-1]
    protection = tuple(
        ProtectionRow("closed", "same_line", f"{a.place}-{b.place}", a.published_depart_at_s - 2700,
                      c.published_arrive_at_s + 900, (), a.place,
                      Anchor(first.role, "arrives", -2700, "actual"),
                      Anchor(last.role, "complete", 900, "actual"))
        for a, b, c in zip(first.points[:-1], first.points[1:], last.points[1:], strict=True)
    )  # fmt: skip
    double = [s.id for s in network.sections.values() if s.tracks == 2]
    adjacent = tuple(
        replace(row, rule="adjacent", kind="adjacent_line", closed_from_s=row.closed_from_s + 1500)
        for row in protection
        if row.target in double
    )
    sweep = tuple(
        SweepRow(
            f"{a.place}-{b.place}", b.arrive_at_s, b.arrive_at_s + 60, b.arrive_at_s + 1800, 0.0, "", False
        )
        for a, b in zip(first.points[:-1], first.points[1:], strict=True)
    )
    spacing = (
        SpacingRow("advance", "principal", "s", 720, LEAD_S, 1500, "rule pack"),
        SpacingRow("principal", "follow-up", "s", 600, FOLLOW_S, 1500, "rule pack"),
    )
    end_s = last.points[-1].published_arrive_at_s
    places = list(network.places.values())
    return MadeUp(
        network,
        Plan(
            movement="27/0516",
            name="Graft",
            classification="restricted",
            publish_step_s=30,
            rule_pack="moderate/1",
            inputs={},
            route=tuple(network.places),
            length_m=1000.0 * places[-1].km,
            great_circle_m=581.0 * places[-1].km,
            trains=trains,
            spacing=spacing,
            sweep=sweep if roles[0][0] == "advance" else (),
            protection=protection + adjacent,
            other_trains=other_trains(network, 5, start_s - 7200, end_s + 7200, held),
            bill=Bill(0, 0, 0, 0, "", 0),
            assumptions=tuple(
                Assumption("grade", s, "+3.0 ‰", Basis.ASSUMED, "made up") for s in network.sections
            ),
            search=SearchReport(1, True),
            window_from_s=start_s - 7200,
            window_until_s=end_s + 7200,
        ),
    )
