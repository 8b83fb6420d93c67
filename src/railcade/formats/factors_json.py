"""`factors.json`: the factor table of a compared movement, as it lies in the plan's folder."""

from __future__ import annotations

import json

from railcade.routing.compared import Comparison, FactorRow


def factors_text(compared: Comparison, weights_source: str) -> str:
    """The comparison as JSON, a line's end at its end."""
    data = {
        "weights_source": weights_source,
        "chosen": compared.chosen,
        "lowest_score": compared.best,
        "scores": dict(zip(compared.names, compared.scores, strict=True)),
        "not_told": [factor.key for factor in compared.missing],
        "factors": [_row(row) for row in compared.rows],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _row(row: FactorRow) -> dict[str, object]:
    shares = row.shares or (None,) * len(row.told)
    return {
        "number": row.factor.number,
        "factor": row.factor.key,
        "title": row.factor.title,
        "unit": row.factor.unit,
        "less_is_better": row.factor.less,
        "weight": row.weight,
        "counts": row.counts,
        "values": [
            {
                "alternative": item.alternative,
                "value": item.value,
                "share": share,
                "basis": str(item.basis),
                "source": item.source,
            }
            for item, share in zip(row.told, shares, strict=True)
        ],
    }
