"""Every code that Railcade raises. Codes are never reused; `docs/errors.md` is generated from here.

E01xx files and their fields · E02xx things on the railway that do not fit together ·
E03xx requests that cannot be planned · E04xx checks that say no.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, in one sentence, and the general way to mend it."""

    title: str
    mend: str


CODES: dict[str, Code] = {
    # E01xx files and fields
    "E0101": Code("A file is missing or cannot be read", "Check the path; paths in a TOML file are relative to it."),
    "E0102": Code("A file is not of the kind that it should be", "Open it in the program it comes from and export it again."),
    "E0103": Code("A column or key is unknown", "Use the name that the message suggests, or remove it."),
    "E0104": Code("A column or key is missing", "Add it; the message says which kind of value is expected."),
    "E0105": Code("A value has the wrong type or is outside its range", "Give a value of the kind and range in the message."),
    "E0106": Code("A number is not finite (NaN or infinity)", "Give a finite number, or leave the row out."),
    "E0107": Code("A time has no zone", "Write the offset, for example 2027-05-16T16:00:00+09:00."),
    "E0108": Code("An identifier is used twice", "Give each its own identifier."),
    "E0109": Code("A plan folder holds a file with a changed hash, or lacks one", "Plan again; a plan folder is never edited."),
    "E0110": Code("The output cannot go where it shall go", "Name another place, or remove yourself what lies there."),
    "E0111": Code("The words of a command are wrong", "railcade --help lists the commands, railcade COMMAND --help their words."),
    # E02xx things that do not fit together
    "E0201": Code("A place is unknown", "Use a place id of the network; the message lists near names."),
    "E0202": Code("There is no way between two places", "Check the via list and that the sections between them exist."),
    "E0203": Code("A formation, vehicle or rule pack is unknown", "Use one that the file defines; the message lists near names."),
    "E0204": Code("A train is longer than the track it stands on", "Shorten the formation, or stand at a place with longer tracks."),
    "E0205": Code("The gauge changes where there is no change point", "Name a border or gauge change place in the request, or another formation."),
    "E0206": Code("The power supply does not fit the traction", "Change the traction at a place before, or use another formation."),
    "E0207": Code("A train cannot start or keep moving on a grade", "Add traction or drop mass; the message gives the missing force."),
    "E0208": Code("The brakes cannot hold the train on a fall", "Add braked mass or lower the speed; the message gives the missing force."),
    "E0209": Code("An axle load is above what a section bears", "Use a lighter vehicle, one with more axles, or another way."),
    "E0210": Code("A place has too few tracks for what stands there", "Stand at a place with more tracks, or fewer trains at once."),
    "E0211": Code("Kilometres do not rise along the line", "Sort the places by kilometre; each must lie beyond the one before."),
    "E0212": Code("There are fewer bogie sets than trains to change", "Sets leave with the train that they are fitted to: bring one for each."),
    "E0213": Code("The given timetable is in conflict with itself", "Mend the timetable: the message names both trains and the section."),
    "E0214": Code("A stop, role or border in the request contradicts another", "The message names both."),
    "E0215": Code("The brakes of a train grow hotter on a fall than they bear", "Lower the speed there, brake electrically, or stand on the way to cool; the message gives the speed."),
    "E0230": Code("A stretch of the line is not on the network", "Name a section by its id, two places, or kilometres of the line."),
    "E0231": Code("A train is booked where or when the line is closed", "Name it in the possession's `cancels`, book it otherwise, or move the closure."),
    "E0232": Code("A stop is planned where trains must not stand", "Stand at another place; the message names the reason."),
    "E0233": Code("A load per metre is above what a section bears", "Use a longer or lighter vehicle, or another way."),
    "E0234": Code("A vehicle is larger than the gauge envelope of a section", "Use a vehicle of a smaller envelope, or another way."),
    "E0235": Code("A curve is tighter than a vehicle may pass", "Use another vehicle, or another way."),
    "E0236": Code("A coupler bears less than the train would pull", "Put traction behind it too, drop mass, or use stronger couplers."),
    "E0237": Code("Diesel fuel does not last to the next fuelling place", "Stop at a fuelling place before; the message names one."),
    "E0240": Code("The brakes are too weak as the far side of the border counts them", "Add vehicles with more block pressure, or drop heavy ones; the message gives both figures."),
    "E0250": Code("People, cars or power do not fit the train that they are put on", "Put them into another carriage, or change the formation."),
    "E0251": Code("Functions that travel apart are on the same train", "Move one of them to another train of the movement."),
    # E03xx requests that cannot be planned
    "E0301": Code("Minimum spacing exceeds maximum spacing", "Add a block post, raise validity, or raise the speed on the section."),
    "E0302": Code("The programme cannot be kept", "Leave earlier, or move the latest arrival; the message gives the earliest."),
    "E0303": Code("No conflict-free way past the other traffic was found", "Widen the departure window or allow longer holds."),
    "E0304": Code("The search ended before it found a plan", "Raise search.max_nodes in the request."),
    "E0305": Code("A stop outlasts the sweep", "Let all roles stand there, or shorten the stop."),
    "E0306": Code("A run in so little time is not possible", "Give at least the shortest running time; the message tells it."),
    "E0307": Code("No train of the register keeps all that is asked", "Ease the rules that the message names, as far as it says, or bring vehicles into service."),
    "E0330": Code("A possession, an isolation or closed hours leave no way", "Leave at another time, or have it moved; the message gives the times."),
    "E0340": Code("A stop at the border is shorter than the quantile of its work", "Give the duration in the message or more, or accept a lower quantile."),
    "E0350": Code("Supplies do not last", "Carry more, or fill up on the way; the message names the stretch and what is missing."),
    # E04xx checks that say no
    "E0401": Code("check: mass times acceleration is not the sum of forces", "The run was altered or computed wrongly: plan again."),
    "E0402": Code("check: a run jumps between two stored points", "The run was altered or computed wrongly: plan again."),
    "E0403": Code("check: a train exceeds a speed limit", "The run was altered or computed wrongly: plan again."),
    "E0404": Code("check: two trains hold the same block, stretch or track", "Plan again; the message names both trains and the time."),
    "E0405": Code("check: spacing is below its minimum", "Plan again; the message names the section and both figures."),
    "E0406": Code("check: the sweep is too old, or spacing above its maximum", "Plan again; the message names the section and both figures."),
    "E0407": Code("check: a train stands where it does not fit", "Plan again; the message names the track and both lengths."),
    "E0408": Code("check: gauge or power is not continuous", "Plan again with a change place."),
    "E0409": Code("check: protection is not complete", "Plan again; the message names rule, place and window."),
    "E0410": Code("check: an assumption is not listed", "Plan again; the message names the value."),
    "E0411": Code("check: another train is not run to its end, or earlier than booked", "Plan again; the message names the train."),
    "E0412": Code("check: booked times, dwell or border do not follow the request", "Plan again; the message names the place."),
    "E0413": Code("check: published times are not the rounded times of the plan", "Plan again; the message names the place."),
    "E0414": Code("check: the totals do not add up", "Plan again; the message names train and figures."),
    "E0415": Code("check: the sweep did not precede the principal", "Plan again; the message names the section."),
    "E0416": Code("check: an axle is heavier than a section bears", "Plan again with other vehicles or another way."),
    "E0417": Code("check: a rule that applies had nothing to examine", "Plan again; the message names the rule."),
    "E0418": Code("check: a part of the plan is missing or does not hang together", "Plan again; a plan folder is never edited."),
    "E0419": Code("check: programme, people or supplies are not as the inputs say", "Plan again; the message names the row."),
    "E0430": Code("check: a train is where the line is closed", "Plan again; the message names the closure and both times."),
    "E0431": Code("check: what is in force on the way is not listed as the conditions say", "Plan again; the message names the condition."),
    "E0432": Code("check: a formation does not fit a section, or acceptance is not told as it is", "Plan again; the message names formation, section and fact."),
    "E0433": Code("check: stopping places are not as the inputs say, or a stop is at a forbidden one", "Plan again; the message names the place."),
    "E0440": Code("check: a post's list is not its windows", "Plan again; the message names post, kind and time."),
    "E0441": Code("check: a road is not closed for the windows of its crossing", "Plan again; the message names the crossing."),
    "E0450": Code("An edition was replaced or cancelled", "Use the newer one that the message names; take this one out of use."),
    "E0451": Code("Editions do not belong together", "Name folders of one movement, each planned with --amends of the one before."),
}
