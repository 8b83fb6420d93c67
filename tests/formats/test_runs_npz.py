"""runs.npz: the same bytes for the same runs, numpy reads it, and damage is told."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from railcade.errors import InputError
from railcade.formats.runs_npz import COLUMNS, read_runs, write_runs
from railcade.motion.types import Run


def run(points: int) -> Run:
    x_m = np.linspace(0.0, 100.0, points)
    reason = np.arange(points).astype(np.int8)
    return Run(x_m, x_m / 10.0, np.sqrt(x_m), -x_m, 1e5 - x_m, reason)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_runs(tmp_path / "runs.npz", {"principal/1": run(30), "advance/1": run(20), "advance/2": run(2)})
    return tmp_path / "runs.npz"


def codes(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_runs(path)
    return [problem.code for problem in caught.value.problems]


def test_there_and_back_again(path: Path) -> None:
    runs = read_runs(path)
    assert list(runs) == ["advance/1", "advance/2", "principal/1"]
    for name in COLUMNS:
        assert np.array_equal(runs["principal/1"][name], getattr(run(30), name))
        assert not runs["principal/1"][name].flags.writeable
    assert np.array_equal(np.load(path)["principal/1/v_mps"], run(30).v_mps)


def test_the_same_runs_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = {"advance/2": run(2), "advance/1": run(20), "principal/1": run(30)}
    write_runs(tmp_path / "again.npz", again)
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def rewritten(path: Path, changes: dict[str, np.ndarray | bytes | None]) -> Path:
    """The file with members replaced, added, or (None) left out."""
    with zipfile.ZipFile(path) as archive:
        members: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, value in changes.items():
        if value is None:
            del members[name]
        elif isinstance(value, bytes):
            members[name] = value
        else:
            buffer = io.BytesIO()
            np.save(buffer, value, allow_pickle=True)
            members[name] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def header(shape: tuple[int, ...]) -> bytes:
    """A member that promises numbers and holds none."""
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(member, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return member.getvalue()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"advance/1/x_m.npy": None}, "E0104"),
        ({"advance/1/x_m.npy": np.zeros(19)}, "E0105"),
        ({"advance/1/x_m.npy": np.zeros((20, 1))}, "E0105"),
        ({"advance/1/x_m.npy": np.zeros(20, np.float32)}, "E0105"),
        ({"advance/1/x_m.npy": np.full(20, np.nan)}, "E0106"),
        ({"advance/1/x_m.npy": np.array([{}], dtype=object)}, "E0102"),
        ({"advance/1/x_m.npy": b"no array"}, "E0102"),
        ({"advance/1/x_m.npy": b""}, "E0102"),
        ({"advance/1/x_m.npy": header((10**13,))}, "E0102"),
        ({"advance/1/x_m.npy": header((10**30,))}, "E0102"),
        ({"advance/1/x_m.npy": header((-1,))}, "E0102"),
        ({"advance/1/x_m.npy": header((2, 10**30, 0))}, "E0102"),
        ({"advance/1/y_m.npy": np.zeros(20)}, "E0103"),
        ({"x_m.npy": np.zeros(20)}, "E0103"),
    ],
    ids=str,
)
def test_damage_is_told(path: Path, changes: dict[str, np.ndarray | bytes | None], code: str) -> None:
    assert code in codes(rewritten(path, changes))


def test_what_is_no_zip_is_told(tmp_path: Path) -> None:
    assert codes(tmp_path / "none.npz") == ["E0101"]
    (tmp_path / "x.npz").write_bytes(b"PK\x03\x04 no")
    assert codes(tmp_path / "x.npz") == ["E0102"]


def test_flipped_bytes_never_give_a_traceback(path: Path) -> None:
    whole = path.read_bytes()
    draw = random.Random(7)
    for _ in range(200):
        spoilt = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            spoilt[draw.randrange(len(spoilt))] = draw.randrange(256)
        path.write_bytes(bytes(spoilt))
        try:
            read_runs(path)
        except InputError as error:
            assert error.problems
