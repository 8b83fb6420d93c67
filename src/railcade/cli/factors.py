"""What `railcade factors` shows, and the line of a plan that tells of compared ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railcade.cli.style import Style

if TYPE_CHECKING:
    from railcade.routing.compared import Comparison, FactorRow

TITLE_WIDE = 46
VALUE_WIDE = 12


def factor_lines(compared: Comparison, style: Style) -> list[str]:
    """The factor table: number, factor, weight, a column for each alternative; scores below."""
    head = f"{'':>2}  {'factor'.ljust(TITLE_WIDE)}  weight" + "".join(
        f"  {_short(name)}" for name in compared.names
    )
    lines = [style.dim(head), style.dim("─" * len(head))]
    lines += [_line(row, style) for row in compared.rows if row.shares]
    lines.append(style.dim("─" * len(head)))
    scores = "".join(f"  {score:>{VALUE_WIDE}.3f}" for score in compared.scores)
    lines.append(f"{'':>2}  {'score, 0 to 1: less is better'.ljust(TITLE_WIDE)}        {scores}")
    missing = ", ".join(str(factor.number) for factor in compared.missing)
    lines += ["", *chosen_lines(compared)]
    if missing:
        lines.append(f"not told, so not counted: {missing}")
    return lines


def chosen_lines(compared: Comparison) -> list[str]:
    """Which way the movement takes, and whether it has the lowest score."""
    score = dict(zip(compared.names, compared.scores, strict=True))
    told = "; ".join(f"{name} {score[name]:.3f}" for name in compared.names)
    verdict = (
        "the lowest score" if compared.chosen == compared.best else f"not the lowest: {compared.best} has it"
    )
    return [f"way taken: {compared.chosen}, {verdict} ({told})"]


def factor_data(compared: Comparison) -> dict[str, Any]:
    """The comparison as a JSON object."""
    return {
        "chosen": compared.chosen,
        "lowest_score": compared.best,
        "scores": dict(zip(compared.names, compared.scores, strict=True)),
        "not_told": [factor.key for factor in compared.missing],
        "factors": [
            {
                "number": row.factor.number,
                "factor": row.factor.key,
                "weight": row.weight,
                "values": {item.alternative: item.value for item in row.told},
                "basis": {item.alternative: str(item.basis) for item in row.told},
            }
            for row in compared.rows
        ],
    }


def _short(name: str) -> str:
    return (name if len(name) <= VALUE_WIDE else name[: VALUE_WIDE - 1] + "…").rjust(VALUE_WIDE)


def _line(row: FactorRow, style: Style) -> str:
    unit = f", {row.factor.unit}" if row.factor.unit else ""
    title = f"{row.factor.title.partition(':')[0]}{unit}"
    title = title if len(title) <= TITLE_WIDE else title[: TITLE_WIDE - 1] + "…"
    cells = ""
    for item in row.told:
        mark = "" if str(item.basis) in ("surveyed", "published") else "≈ "
        cells += f"  {(mark + format(item.value, ',.4g')):>{VALUE_WIDE}}"
    weight = f"{row.weight:>6g}" if row.weight else style.dim("     0")
    return f"{row.factor.number:>2}  {title.ljust(TITLE_WIDE)}  {weight}{cells}"
