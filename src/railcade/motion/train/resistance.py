"""Running resistance of vehicles on level, straight track: the common laws, as Davis terms.

Each law gives R = a + b v + c v² in N, N/(m/s), N/(m/s)². Terms of vehicles add up to those of a train.
Laws in customary units are converted exactly; what each was fitted to is said with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from railcade.units import KMH_PER_MPS, PERMILLE, STANDARD_GRAVITY_MPS2

Terms = tuple[float, float, float]
"""N, N/(m/s), N/(m/s)²."""

POUND_NEWTON = 0.45359237 * 9.80665
SHORT_TON_KG = 907.18474
MPH_MPS = 0.44704
FOOT_M = 0.3048
HUNDRED_MPS = 100.0 / KMH_PER_MPS
KILOPOND_MPS2 = 9.80665

POUND_PER_TON_MPS2 = POUND_NEWTON / SHORT_TON_KG
DAVIS_FLANGE = {"locomotive": 0.03, "passenger": 0.03, "freight": 0.045}
DAVIS_AIR = {"locomotive": 0.0024, "passenger": 0.00034, "freight": 0.0005}
DAVIS_LIGHT_KG = 5.0 * SHORT_TON_KG


def added(parts: Iterable[Terms]) -> Terms:
    """Terms of a train from those of its vehicles."""
    a, b, c = 0.0, 0.0, 0.0
    for part in parts:
        a, b, c = a + part[0], b + part[1], c + part[2]
    return a, b, c


def in_tunnel(terms: Terms, air_factor: float) -> Terms:
    """Terms of a train in a tunnel: its share of v² times a factor.

    The factor, 1 or more, is measured or taken from a law of tunnel and train; usual values lie
    between 1.1 (long double-track tunnels) and 2.5 (narrow single-track ones).

    Raises
    ------
    ValueError
        For a factor below 1.
    """
    if not air_factor >= 1.0:
        raise ValueError(f"a tunnel does not lower the drag of air: factor {air_factor}")
    return terms[0], terms[1], terms[2] * air_factor


def strahl(
    mass_kg: float, base_permille: float, air_permille: float, gravity_mps2: float = STANDARD_GRAVITY_MPS2
) -> Terms:
    """Freight wagons: m g (f0 + f2 (v / 100 km/h)²).

    Source: Strahl, Glasers Annalen 1913, in the dimensionless form of Wende, Fahrdynamik des
    Schienenverkehrs, 2003. Valid for freight trains to 120 km/h; no wind.

    Parameters
    ----------
    mass_kg : float
        Of the wagons with load.
    base_permille, air_permille : float
        f0 and f2 in N/kN, for example 1.4 and 3.9 for hopper wagons.
    gravity_mps2 : float
    """
    weight_newton = PERMILLE * mass_kg * gravity_mps2
    return weight_newton * base_permille, 0.0, weight_newton * air_permille / HUNDRED_MPS**2


def strahl_locomotive(
    mass_kg: float,
    base_permille: float,
    air_permille: float,
    wind_mps: float = 15.0 / KMH_PER_MPS,
    gravity_mps2: float = STANDARD_GRAVITY_MPS2,
) -> Terms:
    """Locomotives: m g (f0 + f2 ((v + wind) / 100 km/h)²). Source and limits as `strahl`."""
    return dimensionless(mass_kg, (base_permille, 0.0, air_permille), wind_mps, gravity_mps2)


def dimensionless(
    mass_kg: float,
    permille: tuple[float, float, float],
    wind_mps: float = 15.0 / KMH_PER_MPS,
    gravity_mps2: float = STANDARD_GRAVITY_MPS2,
) -> Terms:
    """Passenger cars and multiple units: m g (f0 + f1 v / 100 km/h + f2 ((v + wind) / 100 km/h)²).

    Source: Sauthoff's law in the dimensionless form of Wende, Fahrdynamik des Schienenverkehrs, 2003;
    valid to about 200 km/h. `permille` is (f0, f1, f2) in N/kN.
    """
    weight_newton = PERMILLE * mass_kg * gravity_mps2
    base, roll, air = (weight_newton * item for item in permille)
    by_square = air / HUNDRED_MPS**2
    return base + by_square * wind_mps**2, roll / HUNDRED_MPS + 2.0 * by_square * wind_mps, by_square


def sauthoff(
    mass_kg: float,
    count: int,
    front_m2: float = 1.45,
    base_permille: float = 1.9,
    roll_permille: float = 0.0025,
) -> Terms:
    """A set of passenger cars: w = 1.9 + b V + 0.0048 (n + 2.7) F (V + 15)² / G, kp/t, V in km/h, G in t.

    Source: Sauthoff, Die Bewegungswiderstände der Eisenbahnwagen, 1932; valid for express coaches to
    about 160 km/h, with a head wind of 15 km/h.

    Parameters
    ----------
    mass_kg : float
        Of all cars, G.
    count : int
        Number of cars, n.
    front_m2 : float
        Equivalent area of one car, F: 1.45 for coaches.
    base_permille, roll_permille : float
        1.9, and b: 0.0025 for cars with four axles, 0.004 for three, 0.007 for two.
    """
    weight = KILOPOND_MPS2 * mass_kg / 1000.0
    air = 0.0048 * (count + 2.7) * front_m2 * KILOPOND_MPS2
    base = weight * base_permille + air * 15.0**2
    return base, KMH_PER_MPS * (weight * roll_permille + 30.0 * air), KMH_PER_MPS**2 * air


def davis(mass_kg: float, axles: int, area_m2: float, kind: str) -> Terms:
    """One vehicle by Davis: 1.3 + 29 n / W + f V + k A V² / W, lb per short ton, V in mile/h.

    W is the vehicle in short tons, n its axles, A its front in ft²; f and k by kind of vehicle. Source:
    W. J. Davis, The tractive resistance of electric locomotives and cars, General Electric Review,
    1926. Valid for plain bearings and axle loads above 5 short tons; today's stock runs more easily.

    Raises
    ------
    ValueError
        For a kind other than locomotive, passenger, freight, or for lighter axles.
    """
    if kind not in DAVIS_AIR:
        raise ValueError(f"kind {kind!r} is none of {', '.join(DAVIS_AIR)}")
    if mass_kg / axles < DAVIS_LIGHT_KG:
        raise ValueError("Davis gives another law for axle loads below 5 short tons")
    area = area_m2 / FOOT_M**2
    roll = DAVIS_FLANGE[kind] * POUND_PER_TON_MPS2 / MPH_MPS
    return (
        1.3 * POUND_PER_TON_MPS2 * mass_kg + 29.0 * POUND_NEWTON * axles,
        roll * mass_kg,
        DAVIS_AIR[kind] * POUND_NEWTON * area / MPH_MPS**2,
    )


def modified_davis(mass_kg: float, axles: int, air_factor: float = 0.07) -> Terms:
    """One vehicle by the modified Davis law: 0.6 + 20 / w + 0.01 V + K V² / (w n), lb per short ton.

    w is the axle load in short tons, n the axles, V in mile/h. Source: AREA, Manual for Railway
    Engineering, chapter 16, 1970. Valid for freight cars with roller bearings. `air_factor` K is 0.07 for
    conventional equipment, 0.0935 for containers, 0.16 for trailers on flat cars.
    """
    return (
        0.6 * POUND_PER_TON_MPS2 * mass_kg + 20.0 * POUND_NEWTON * axles,
        0.01 * POUND_PER_TON_MPS2 / MPH_MPS * mass_kg,
        air_factor * POUND_NEWTON / MPH_MPS**2,
    )


def canadian_national(mass_kg: float, axles: int, area_m2: float, drag_factor: float) -> Terms:
    """One vehicle by the law of Canadian National: 1.5 + 18 n / W + 0.03 V + C A V² / (10 000 W).

    Pounds per short ton; W in short tons, n axles, A in ft², V in mile/h. Source: Canadian National
    Railways, 1990, in AREMA, Manual for Railway Engineering, chapter 16 (also used by AAR); valid for
    modern freight stock. `drag_factor` C is 24 for a leading locomotive, 5.5 for a trailing one, 4.9 for
    box cars, 4.2 for loaded and 12 for empty gondolas, 3.5 for passenger cars.
    """
    area = area_m2 / FOOT_M**2
    return (
        1.5 * POUND_PER_TON_MPS2 * mass_kg + 18.0 * POUND_NEWTON * axles,
        0.03 * POUND_PER_TON_MPS2 / MPH_MPS * mass_kg,
        drag_factor * 1e-4 * POUND_NEWTON * area / MPH_MPS**2,
    )
