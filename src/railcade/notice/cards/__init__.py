"""Cards to hold in the hand: a crew card for each train, a contingency card for each segment, RC messages.

Law of this room
----------------
1. A card is A5, black on white, without tints; the crew card has two sides.
2. It prints what stands in the plan and its inputs; what was not given is said to be not given.
3. An RC message looks like no form of a signaller, says NOT AN AUTHORITY TO MOVE, and has the words that are
   read back. What asks for a movement or a speed is a request to the signaller, with a box for the number of
   his instruction; without that number it is not in force.
4. In danger the railway emergency call comes first; every card says so.

Not here: extracts for posts (notice.extracts), sending messages, orders of the railway.
"""

from railcade.notice.cards.sheet import print_card_pages, print_cards
from railcade.notice.messages import MESSAGES, Message

__all__ = ["MESSAGES", "Message", "print_card_pages", "print_cards"]
