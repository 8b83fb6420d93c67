"""What of a request does not fit together, all of it, before anything is searched."""

from railcade.plan.preflight.aboard import manifest_problems, programme_problems
from railcade.plan.preflight.checks import preflight, unknown_names
from railcade.plan.preflight.conduct import conduct_problems
from railcade.plan.preflight.dated import conditions_problems

__all__ = [
    "conditions_problems",
    "conduct_problems",
    "manifest_problems",
    "preflight",
    "programme_problems",
    "unknown_names",
]
