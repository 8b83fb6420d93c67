"""Railcade plans, tests and supports protected rail movements: several trains that move as one."""

__version__ = "0.1.0"
