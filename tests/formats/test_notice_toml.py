"""notice.toml: read whole, or refused with all that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.errors import InputError
from railcade.formats.notice_toml import read_notice
from railcade.notice.document import NOTHING_GIVEN

CORRIDOR = Path(__file__).resolve().parents[2] / "examples" / "corridor"

BAD = """
category = "ROYAL"
purpos = "x"

[header]
edition = 0
issued_at = 2027-05-14T09:00:00
copies = "many"

[[release]]
group = "line"

[[trains]]
role = "advance"
radio = 7

[[contingencies.segments]]
from = "pyongyang"
rescue_ready = "soon"
"""

ODD = """
[header]
issued_at = 2027-05-14T09:00:00+09:00
acknowledge_by = 2027-05-13T09:00:00+09:00
valid_from = 2027-05-18T09:00:00+09:00
valid_until = 2027-05-17T09:00:00+09:00

[[release]]
group = "line"
title = "Signallers"
withheld = ["purpose", "role"]

[[release]]
group = "line"
title = "Others"

[[trains]]
role = "advance"

[[trains]]
role = "advance"
"""


def refused(text: str, folder: Path) -> list[tuple[str, str, str]]:
    path = folder / "notice.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_notice(path)
    return [(item.code, item.where.partition("  ")[2], item.mend) for item in caught.value.problems]


def test_the_example_is_read_whole() -> None:
    details = read_notice(CORRIDOR / "notice.toml")
    assert details.header.copies == 64
    assert [item.role for item in details.trains] == ["advance", "principal", "follow-up"]
    assert details.contingencies.segments[0].rescue_ready_s == 900
    assert details.code_words["HARBOUR"] == "go into the next refuge"
    assert details.groups[1].withheld[0] == "code_name"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "notice.toml").write_text("", encoding="utf-8")
    assert read_notice(tmp_path / "notice.toml") == NOTHING_GIVEN


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = refused(BAD, tmp_path)
    assert {code for code, _, _ in found} == {"E0103", "E0104", "E0105", "E0107"}
    assert len(found) == 9
    assert any(key == "purpos" and "purpose" in mend for _, key, mend in found)


def test_what_contradicts_itself_is_told_at_once(tmp_path: Path) -> None:
    found = refused(ODD, tmp_path)
    assert sorted(code for code, _, _ in found) == ["E0108", "E0108", "E0203", "E0214", "E0214"]
    assert any(key == "release[0].withheld[1]" and "roles" in mend for _, key, mend in found)
