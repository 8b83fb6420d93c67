"""What `railcade plan` and `railcade verify` show."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from railcade.cli.digest import Digest, digest
from railcade.cli.factors import chosen_lines
from railcade.cli.style import Style
from railcade.cli.summary import Checked, folder_line, summary_lines
from railcade.clock import iso

if TYPE_CHECKING:
    from railcade.app.planning import PlanResult
    from railcade.plan.check import CheckRecord


def planned_lines(result: PlanResult, style: Style, width: int) -> list[str]:
    """The summary of a plan and its folder."""
    lines = summary_lines(digest(result.plan, result.network), _checked(result.record), style, width)
    if result.compared is not None:
        lines += chosen_lines(result.compared)
    return ["", *lines, "", folder_line(str(result.folder), _files(result), result.seconds, style)]


def planned_data(result: PlanResult) -> dict[str, Any]:
    """The summary of a plan as a JSON object; times are ISO 8601 UTC text."""
    return {
        **digest_data(digest(result.plan, result.network)),
        "check_record": {"holds": result.record.holds, "id": result.record.record_id},
        "folder": str(result.folder),
        "files": _files(result),
        "seconds": round(result.seconds, 3),
    }


def digest_data(figures: Digest) -> dict[str, Any]:
    """A digest as a JSON object: instants lose their ``_s`` and become text."""
    data = asdict(figures)
    data["assumptions_by_kind"] = dict(figures.assumptions_by_kind)
    for train in data["trains"]:
        for key in [key for key in train if key.endswith("_at_s")]:
            value = train.pop(key)
            train[key.removesuffix("_s")] = None if value is None else iso(value)
    return data


def record_lines(record: CheckRecord, style: Style) -> list[str]:
    """Each rule with the facts that it looked at, on exact and on published times; then the verdict."""
    names = list(dict.fromkeys(rule.id.partition("/")[0] for rule in record.rules))
    facts = {rule.id: rule for rule in record.rules}
    width = max([len("rule"), *map(len, names)])
    head = f"{'rule'.ljust(width)}      exact  published"
    lines = [style.dim(head), style.dim("─" * len(head))]
    for name in names:
        both = [facts.get(name), facts.get(f"{name}/PUBLISHED")]
        counts = ["" if rule is None else f"{rule.examined:,}" for rule in both]
        failed = sum(rule.failed for rule in both if rule is not None)
        verdict = style.red(f"  {failed:,} refused") if failed else ""
        lines.append(f"{name.ljust(width)}  {counts[0]:>9}  {counts[1]:>9}{verdict}".rstrip())
    verdict = style.bold("holds") if record.holds else style.red("refused")
    return [*lines, "", f"{style.dim('check record')}  {verdict}  {record.record_id}"]


def record_data(record: CheckRecord) -> dict[str, Any]:
    """A check record as a JSON object, as it lies in the folder."""
    from railcade.plan.check import to_json

    data: dict[str, Any] = json.loads(to_json(record))
    return data


def _checked(record: CheckRecord) -> Checked:
    facts = sum(rule.examined for rule in record.rules)
    rules = {rule.id.partition("/")[0] for rule in record.rules}
    return Checked(record.holds, record.record_id, f"{len(rules)} rules, {facts:,} facts examined")


def _files(result: PlanResult) -> list[str]:
    names = []
    for path in sorted(result.folder.iterdir()):
        names.append(f"{path.name}/" if path.is_dir() else path.name)
    return names
