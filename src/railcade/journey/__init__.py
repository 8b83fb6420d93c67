"""What the journey is for: events, people and cars aboard, supplies, other ways to go. Frozen.

Law of this room
----------------
1. An event has a place, a time, a length, and the time that people need between train and event.
2. An event may slip by no more than it says; one that follows another begins after its end and a gap.
3. People are counted by carriage of a train; functions that must not travel together say so.
4. Supplies tell what is used per person and day, per hour or per kWh, and where they are filled up.
5. Another way of going is a chain of legs, each with its length and speed or its duration.

Not here: whether the plan keeps the events and the supplies last (plan), vehicles (fleet), files (formats).
"""

from railcade.journey.manifest import Apart, Car, Manifest, Party, Supply
from railcade.journey.programme import Event, OtherWay, Programme, WayLeg

__all__ = ["Apart", "Car", "Event", "Manifest", "OtherWay", "Party", "Programme", "Supply", "WayLeg"]
