"""Traction and brakes as the kernels read them, for each condition that the line brings.

Law of this room
----------------
1. Each locomotive gives the least of its table, its power over v, and what adhesion passes on; the train
   gives the sum.
2. What the line feeds binds only those that draw current, together.
3. Pieces break where two curves cross, at roots that are found to rounding; where two hyperbolas are told as
   one, the error is bounded and stated.
4. Every piece knows what bounds it.

Not here: where a condition holds (`way`), what a run makes of the force (`kernels`).
"""

from railcade.motion.traction.table import band_table, segment_table, starting_newton

__all__ = ["band_table", "segment_table", "starting_newton"]
