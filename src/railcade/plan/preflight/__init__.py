"""What of a request does not fit together, all of it, before anything is searched."""

from railcade.plan.preflight.checks import preflight, unknown_names
from railcade.plan.preflight.dated import conditions_problems

__all__ = ["conditions_problems", "preflight", "unknown_names"]
