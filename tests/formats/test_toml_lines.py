"""Lines of keys: what people write in TOML, and where each key of it stands."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from railcade.formats.toml_lines import key_lines

TEXT = '''\
# a comment = with a sign
name = "x # no comment" # a = 1
"quoted key" = 1
a.b = 2
long = """
key = 3
[table]
"""

[table.inner]
list = [
  1, 2,
  3,
]
rows = [
  { x = 1, y = "]" },
  # { x = 9 },
  { x = 2 },
]
one = [{ x = 1 }, { x = 2 }]

[[items]]
id = 1
[items.sub]
deep = true

[[items]]
id = 2
'''


def test_lines_of_all_shapes() -> None:
    lines = key_lines(TEXT)
    assert tomllib.loads(TEXT)["long"].startswith("key = 3")
    assert lines[("name",)] == 2
    assert lines[("quoted key",)] == 3
    assert lines[("a", "b")] == 4
    assert ("key",) not in lines and ("table",) not in lines
    assert lines[("table", "inner")] == 10
    assert lines[("table", "inner", "list", 2)] == 13
    assert lines[("table", "inner", "rows", 0)] == 16
    assert lines[("table", "inner", "rows", 1)] == 18
    assert lines[("table", "inner", "one", 1)] == 20
    assert lines[("items", 0)] == 22
    assert lines[("items", 0, "sub", "deep")] == 25
    assert lines[("items", 1, "id")] == 28


@given(st.text())
def test_any_text_is_scanned_without_a_fault(text: str) -> None:
    key_lines(text)


@given(st.lists(st.sampled_from(["a = 1", "b = [", "]", "# x", "[t]", "", "c = '''", "'''", "{ x = 1 },"])))
def test_lines_lie_in_the_text(parts: list[str]) -> None:
    found = key_lines("\n".join(parts))
    assert all(1 <= line <= len(parts) for line in found.values())
