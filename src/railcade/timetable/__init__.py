"""The other traffic as booked. Frozen.

Law of this room
----------------
1. A booked train has a place and two times at every place it touches, passing included.
2. Times are seconds from the start of its service day in its zone; a service day repeats daily.
3. Booked section times of other trains include their allowances for stopping and starting.
4. Synthetic traffic says so, with its seed.

Not here: retiming (plan), files (formats).
"""

from railcade.timetable.model import BookedPoint, BookedTrain, Timetable

__all__ = ["BookedPoint", "BookedTrain", "Timetable"]
