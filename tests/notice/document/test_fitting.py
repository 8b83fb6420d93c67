"""What notice.toml names must be there: all that is not, told at once, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.app.folder import read_sources
from railcade.app.planning import prepare
from railcade.errors import InputError
from tests.notice.document.facts import CORRIDOR
from tests.stories.corridor import asked


def test_places_and_roles_that_are_not_there_are_told_with_their_lines(tmp_path: Path) -> None:
    text = (CORRIDOR / "notice.toml").read_text(encoding="utf-8")
    for old, new in (
        ('role = "advance"', 'role = "advanced"'),
        ('rescue_place = "sunchon"', 'rescue_place = "sunchn"'),
        ('refuges = ["kowon", "kumya", "hamhung"]', 'refuges = ["kowon", "kumja", "hamhung"]'),
        ('place = "primorskaya"', 'place = "primorsk"'),
    ):
        assert old in text
        text = text.replace(old, new)
    notice = tmp_path / "notice.toml"
    notice.write_text(text, encoding="utf-8")
    request = asked("movement.toml", {}, tmp_path)
    full = (CORRIDOR / "notice.toml").as_posix()
    request.write_text(request.read_text(encoding="utf-8").replace(full, notice.as_posix()), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        prepare(read_sources(request))
    problems = caught.value.problems
    assert sorted(item.code for item in problems) == ["E0201", "E0201", "E0201", "E0201", "E0203"]
    assert all(item.where.startswith(f"{notice}:") for item in problems), [item.where for item in problems]
    assert {"did you mean sunchon or unsan?", "did you mean advance?"} & {item.mend for item in problems}
