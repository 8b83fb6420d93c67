"""Docks: one file per outside format, typed where it comes in, frozen inside.

Law of this room
----------------
1. A dock reads all of a file before it says what is wrong, and then says all of it: where, what, mend.
2. What is not declared is refused: unknown keys and columns are problems, never ignored.
3. Nothing is filled in silently; a default that applies is declared here and in `docs/files.md`.
4. Units are those of the key (`mass_t`, `speed_kmh`) or stand in the value (`"12 min"`); inside it is SI.
5. Writing is deterministic: the same values give the same bytes.
6. Each format is declared once; its documentation or schema is derived from the declaration.

Not here: what does not fit together across files (plan.preflight), rules, formulas.
"""
