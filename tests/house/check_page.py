"""Text of docs/check.md: the rules of the independent check, from its own table."""

from __future__ import annotations

from railcade.plan.check import PUBLISHED, RULES
from railcade.plan.check.record import STATEMENT

HEAD = f"""# What the check examines

`railcade plan` writes no plan without `check_record.json`, and `railcade verify` makes the record again
from the folder alone. The check shares no code with the search and integrates nothing: it lays the way,
its profiles, the grade under each train, resistance, traction, brakes, blocks, stretches, tracks and
windows anew from `inputs/`, by [occupation.md](occupation.md).

Each rule has a name that stays, counts the facts that it examined, and tells each refusal with rule and
place. A rule that applies but found nothing to examine is refused too. Rules on who holds what are
applied twice: on the exact times, and on the published ones under the same name with `{PUBLISHED}` behind
it.

{STATEMENT}
"""

TAIL = """
What nothing else rests on is not judged: how the search ended, words for people, and a `window` wider
than it must be. BRAKE judges how hard a train brakes at each stored point, against the full brake, and
that no traction is on while the service brake builds up (SUBSET-026 A.3.8, A.3.9) before a braking; where
another braking ended within that time, or the brake held the speed on a fall, it counts as on, and no
more is judged. Balance of forces is judged to one millionth of the force; instants of a tail between two
stored points to a hundredth of a second, since the plan stores milliseconds.

Grade counts under each vehicle by its mass, head to tail, and with it the resistance of curves (Röckl) as a
rise in either direction. In a tunnel whose drag is known the term of v² grows with the share of the train
inside. While a train passes a portal its run may tell that growth by a stair, and only there is it allowed
to be off: with e = (drag in the tunnel − 1) × (part of the train that the tunnel holds), and n = 20 e
rounded up, 1 to 20, by e / (2 n) of the term of v²: 0.025 of it for e up to 1, e / 40 beyond.
A locomotive is in use on a leg if it works under every supply there, and its collector stands in its
middle: a neutral section and weak feeding reach from the first collector in use to the last;
what diesels beside it pull they leave alone. Rails are
slippery while any part of the train stands on them: each driven axle then passes on its share of the adhesion
of good rails (Curtius and Kniffler), and all wheels together brake no harder than that. A stored force
holds up to the next point, and so do these rules; a hundredth of a millimetre at either end does not count.
REPORT stops the principal on guaranteed brakes with the worst of where it stops: the steepest fall and the
most slippery rails of the look-back and the train's length behind it ([occupation.md](occupation.md), 6).

Lists are judged whole: every row that the inputs ask for stands there once, and no other. The graphs,
`index.html` and `notice.pdf` show the record's id, so they are printed after it. The record then names their
hashes under `papers`, with an id of their own, and `railcade verify` refuses one that was changed or is not
named there. What is printed is not examined: what holds is the plan, not its paper.
"""


def check_page() -> str:
    """Table of `RULES` with a few sentences around it."""
    rows = "\n".join(f"| {name} | {meaning} |" for name, meaning in RULES)
    return f"{HEAD}\n| rule | what must hold |\n|---|---|\n{rows}\n{TAIL}"
