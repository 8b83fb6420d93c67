"""What Railcade never claims: the sentences that stand on every sheet."""

NEVER_CLAIMED = (
    "Railcade advises. With Railcade off, the railway works normally. It is no signalling, interlocking or "
    "train-protection system and holds no SIL; it never widens a signal's or a dispatcher's authority; "
    "“clear” is an observation with an age, not a proof; a STOP sent through it is a request to people; "
    "a position is an estimate."
)
