"""The timetable: there and back again, and every way it goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.formats.timetable_csv import read_timetable, write_timetable
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.formats.texts import TIMETABLE


def write(folder: Path, text: str) -> Path:
    path = folder / "timetable.csv"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[tuple[str, str, str, str]]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        read_timetable(path)
    return [(p.code, p.where.replace(str(path), "t.csv"), p.what, p.mend) for p in caught.value.problems]


def test_read(tmp_path: Path) -> None:
    timetable = read_timetable(write(tmp_path, TIMETABLE))
    first, second = timetable.trains
    assert (first.id, second.length_m, second.zone) == ("101", 450.5, "Asia/Vladivostok")
    assert first.points[-1] == BookedPoint("c", 87_030, 87_030, "")
    assert first.synthetic
    assert timetable.source == "synthetic, seed 5"


def test_writing_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, TIMETABLE)
    write_timetable(tmp_path / "again.csv", read_timetable(path))
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()


names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=8)
points = st.lists(
    st.tuples(names, st.integers(0, 4000), st.integers(0, 4000), st.sampled_from(["", "1", "2"])),
    min_size=2,
    max_size=5,
)


@given(
    st.dictionaries(
        names, st.tuples(st.floats(1.0, 900.0).map(lambda x: float(f"{x:.4g}")), points), max_size=4
    )
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: dict[str, tuple[float, list[tuple[str, int, int, str]]]],
) -> None:
    trains = []
    for number, (length_m, rows) in sorted(drawn.items()):
        time_s, booked = 0, []
        for place, run_s, dwell_s, track in rows:
            booked.append(BookedPoint(place, time_s + run_s, time_s + run_s + dwell_s, track))
            time_s += run_s + dwell_s
        trains.append(BookedTrain(number, "freight", length_m, "UTC", tuple(booked), "test"))
    path = tmp_path_factory.mktemp("t") / "x.csv"
    timetable = Timetable("x", tuple(trains), "test" if trains else "")
    write_timetable(path, timetable)
    assert read_timetable(path) == timetable


LINE = "101,passenger,200,Asia/Pyongyang,"
LAST = "2001,freight,450.5,Asia/Vladivostok,"
WRONG = [
    ("train,kind", "train,knd", "E0103", "1", "unknown column knd", "did you mean kind?"),
    ("train,kind", "train,knd", "E0104", "1", "the column kind is missing", "passenger or freight"),
    (LAST + "c", LAST.replace("450.5", "nan") + "c", "E0106", "5  length_m", "nan is not", "above 0"),
    (LAST + "c", LAST.replace("450.5", "x") + "c", "E0105", "5  length_m", '"x" is not a length', "above 0"),
    (
        LAST + "c",
        LAST.replace("450.5", "-1") + "c",
        "E0105",
        "5  length_m",
        '"-1" is not a length',
        "above 0",
    ),
    ("freight", "fright", "E0105", "5  kind", '"fright" is no kind of train', "did you mean freight?"),
    ("22:30:00,", "22:30,", "E0105", "3  arrive", '"22:30" is not a time', "HH:MM:SS"),
    ("22:30:00,22:35:00", "22:40:00,22:35:00", "E0105", "3  depart", "before it arrives", "one of the two"),
    ("24:10:30,24:10:30", "00:10:30,00:10:30", "E0105", "4  arrive", "before it departs from b", "above 24"),
    (LINE + "b", LINE.replace("Pyong", "Pyon") + "b", "E0105", "3  zone", "is no time zone", "IANA"),
    ("22:35:00,2,", "22:35:00,2,7,", "E0102", "3", "10 values, but 9 columns", "quote commas"),
    (LINE + "b", LINE.replace("200", "210") + "b", "E0105", "3", "another kind, length", "the same"),
    (LAST + "c", "2002" + LAST[4:] + "c", "E0105", "5", "train 2002 has one place only", "at least two"),
]


@pytest.mark.parametrize(
    ("good", "bad", "code", "where", "what", "mend"), WRONG, ids=[row[4] for row in WRONG]
)
def test_wrong_inputs_are_told(
    tmp_path: Path, good: str, bad: str, code: str, where: str, what: str, mend: str
) -> None:
    assert good in TIMETABLE
    found = [item for item in problems(tmp_path, TIMETABLE.replace(good, bad, 1)) if item[0] == code]
    assert found[0][1] == f"t.csv:{where}"
    assert what in found[0][2]
    assert mend in found[0][3]


def test_a_train_in_two_parts_is_told(tmp_path: Path) -> None:
    lines = TIMETABLE.splitlines()
    text = "\n".join([*lines, lines[1], lines[2]])
    assert ("E0108", "train 101 stands twice") in [(item[0], item[2]) for item in problems(tmp_path, text)]


def test_an_empty_file_names_all_columns(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "")) == 9
