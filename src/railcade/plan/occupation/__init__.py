"""When a train holds what (docs/occupation.md): events of trains, stretches, tracks, rounding.

Search and traffic use it; the independent check has its own.
"""
