"""Other traffic: drawn from a seed, and whether a timetable is in conflict with itself."""

from railcade.plan.traffic.draw import TrafficSettings, draw_traffic
from railcade.plan.traffic.problems import timetable_problems

__all__ = ["TrafficSettings", "draw_traffic", "timetable_problems"]
