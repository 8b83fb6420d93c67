"""How fast a train can run: running time, braking, forces.

Law of this room
----------------
1. One face: `trainrun(train, path, settings) -> Run`; one kernel behind it for search, simulation, live.
2. The whole train counts: grade over its length, limits until its tail is clear.
3. At every stored point dynamic mass x acceleration = force - resistance - grade force.
4. Phase breaks are stored points; between points at most 50 m.
5. No solver that did not converge returns a number: it raises with place and missing kN.

Not here: I/O, search, rules. Other rooms of its floor are unknown to it.
"""
