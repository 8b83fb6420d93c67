"""The use cases: one file each, one function that a door calls.

Law of this room
----------------
1. The only place that wires rooms together: read, compute, check, write, in that order.
2. What is written is written beside its place and moved there whole; a failure or a stop leaves what was
   there, and nothing is replaced but an earlier result of the same kind (`placing`, `scratch`).
3. No plan leaves without its check record; `verify` reads the folder alone.
4. A use case raises the errors of `errors` with every problem found; it prints nothing.
5. Each use case is imported by its own name (`railcade.app.planning`), so that a door loads only what
   its command needs; the room itself gives out nothing.

Not here: formulas, file formats, words for people.
"""
