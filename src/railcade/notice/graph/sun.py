"""When the sun is down.

Source: NOAA Global Monitoring Division, "General Solar Position Calculations" (Fourier series of
J. W. Spencer, 1971): equation of time and declination by the day of the year, good to about a minute
of rise and set below 72° latitude. Down means that the upper limb is under the horizon, refraction
included: zenith beyond 90.833°.
"""

from __future__ import annotations

from math import cos, pi, radians, sin

from railcade.clock import utc

DOWN_SINE = cos(radians(90.833))
_STEP_S = 300


def sun_sine(at_s: float, lat_deg: float, lon_deg: float) -> float:
    """Sine of the sun's elevation at an instant (POSIX seconds)."""
    moment = utc(int(at_s))
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    day = moment.timetuple().tm_yday - 1 + (minutes / 60 - 12) / 24
    year_rad = 2 * pi / 365 * day
    equation_of_time_min = 229.18 * (
        0.000075
        + 0.001868 * cos(year_rad)
        - 0.032077 * sin(year_rad)
        - 0.014615 * cos(2 * year_rad)
        - 0.040849 * sin(2 * year_rad)
    )
    declination_rad = (
        0.006918
        - 0.399912 * cos(year_rad)
        + 0.070257 * sin(year_rad)
        - 0.006758 * cos(2 * year_rad)
        + 0.000907 * sin(2 * year_rad)
        - 0.002697 * cos(3 * year_rad)
        + 0.00148 * sin(3 * year_rad)
    )
    hour_angle_rad = radians((minutes + equation_of_time_min + 4 * lon_deg) / 4 - 180)
    lat_rad = radians(lat_deg)
    return sin(lat_rad) * sin(declination_rad) + cos(lat_rad) * cos(declination_rad) * cos(hour_angle_rad)


def nights(from_at_s: int, until_at_s: int, lat_deg: float, lon_deg: float) -> list[tuple[float, float]]:
    """Spans with the sun down between two instants, POSIX seconds, good to a minute."""
    spans: list[tuple[float, float]] = []
    began: float | None = None
    before = 0.0
    for at_s in range(from_at_s, until_at_s + _STEP_S, _STEP_S):
        height = sun_sine(at_s, lat_deg, lon_deg) - DOWN_SINE
        crossing_s = at_s - _STEP_S * height / (height - before) if height != before else float(at_s)
        if height < 0.0 and began is None:
            began = float(from_at_s) if at_s == from_at_s else crossing_s
        elif height >= 0.0 and began is not None:
            spans.append((began, min(crossing_s, float(until_at_s))))
            began = None
        before = height
    if began is not None:
        spans.append((began, float(until_at_s)))
    return spans
