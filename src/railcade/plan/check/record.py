"""The check record: what was examined, what was refused, of which files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from railcade import __version__
from railcade.errors import Problem
from railcade.plan.check.tally import RuleCount

SCHEMA = "railcade.check/1"
STATEMENT = "It certifies nothing: the infrastructure manager accepts a path."


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """Result of a check.

    `rules` are ``(id, examined, failed)`` in a fixed order; ids with ``/PUBLISHED`` are the same rules on
    published times. `inputs` maps file names under `inputs/` to sha256, as the plan names them.
    `record_id` is made from everything else, so that it can be told over the telephone: ``"7C1E 40B2"``.
    `papers` maps what was printed with that id on it (the notice, the graph) to sha256; they come after it,
    so they have an id of their own.
    """

    holds: bool
    rules: tuple[RuleCount, ...]
    problems: tuple[Problem, ...]
    plan_sha256: str
    runs_sha256: str
    inputs: Mapping[str, str]
    version: str
    record_id: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)
    schema: str = SCHEMA
    statement: str = STATEMENT


def make_record(
    rules: tuple[RuleCount, ...], problems: tuple[Problem, ...], inputs: Mapping[str, str]
) -> CheckRecord:
    """A record without the hashes of plan and runs; `sealed` adds them."""
    holds = _verdict(rules, problems)
    return sealed(
        CheckRecord(holds, rules, problems, "", "", dict(sorted(inputs.items())), __version__), "", ""
    )


def sealed(record: CheckRecord, plan_sha256: str, runs_sha256: str) -> CheckRecord:
    """The same record for files with these hashes, with its own id."""
    bound = replace(record, plan_sha256=plan_sha256, runs_sha256=runs_sha256, record_id="")
    return replace(bound, record_id=_id_of(bound))


def with_papers(record: CheckRecord, papers: Mapping[str, str]) -> CheckRecord:
    """The same record, bound to what was printed from its plan."""
    return replace(record, papers=dict(sorted(papers.items())))


def _verdict(rules: tuple[RuleCount, ...], problems: tuple[Problem, ...]) -> bool:
    """A plan holds where rules were applied and none refused."""
    return bool(rules) and not problems and all(rule.failed == 0 for rule in rules)


def _id_of(record: CheckRecord) -> str:
    """First eight hexadecimal digits of the sha256 of the canonical JSON, in two groups."""
    return _short_hash(_document(replace(record, record_id="", papers={})))


def _short_hash(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digits = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]} {digits[4:]}"


def to_json(record: CheckRecord) -> str:
    """The text of ``check_record.json``."""
    return json.dumps(_document(record), indent=1, ensure_ascii=False) + "\n"


def _document(record: CheckRecord) -> dict[str, Any]:
    data: dict[str, Any] = {
        "schema": record.schema,
        "record_id": record.record_id,
        "holds": record.holds,
        "statement": record.statement,
        "railcade": record.version,
        "plan_sha256": record.plan_sha256,
        "runs_sha256": record.runs_sha256,
        "inputs": dict(sorted(record.inputs.items())),
        "rules": [{"id": rule.id, "examined": rule.examined, "failed": rule.failed} for rule in record.rules],
        "problems": [
            {"code": item.code, "where": item.where, "what": item.what, "mend": item.mend}
            for item in record.problems
        ],
    }
    if record.papers:
        papers = {"record_id": record.record_id, "papers": dict(sorted(record.papers.items()))}
        data |= {"papers": papers["papers"], "papers_id": _short_hash(papers)}
    return data


def from_json(text: str) -> CheckRecord:
    """A record read back from the text of ``check_record.json``, its id and verdict compared with the rest.

    Raises
    ------
    ValueError
        If it is not a record, or was edited: the text says what does not fit.
    """
    try:
        data = json.loads(text)
        record = CheckRecord(
            holds=data["holds"],
            rules=tuple(RuleCount(item["id"], item["examined"], item["failed"]) for item in data["rules"]),
            problems=tuple(
                Problem(item["code"], item["where"], item["what"], item["mend"]) for item in data["problems"]
            ),
            plan_sha256=data["plan_sha256"],
            runs_sha256=data["runs_sha256"],
            inputs=dict(data["inputs"]),
            version=data["railcade"],
            record_id=data["record_id"],
            papers=dict(data.get("papers", {})),
            schema=data["schema"],
            statement=data["statement"],
        )
        same = _document(record) == data
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a check record: {error!r}") from None
    if not same or record.schema != SCHEMA or record.statement != STATEMENT:
        raise ValueError(f"not a check record of {SCHEMA}: keys, schema or statement differ")
    if record.record_id != _id_of(record):
        raise ValueError(f"the record has id {record.record_id}, what it holds gives {_id_of(record)}")
    if record.holds != _verdict(record.rules, record.problems):
        raise ValueError("the verdict does not follow from the counts")
    return record
