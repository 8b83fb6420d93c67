"""A settled movement written down as the rows of a plan (docs/occupation.md, 10)."""

from railcade.plan.rows.aboard import refuse_supplies
from railcade.plan.rows.assemble import make_plan

__all__ = ["make_plan", "refuse_supplies"]
