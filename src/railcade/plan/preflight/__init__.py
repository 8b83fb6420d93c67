"""What of a request does not fit together, all of it, before anything is searched."""

from railcade.plan.preflight.checks import preflight, unknown_names

__all__ = ["preflight", "unknown_names"]
