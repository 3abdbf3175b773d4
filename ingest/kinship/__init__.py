"""What two texts are to each other: the same, a copy, a part, an update, related or different. Pure.

A score cannot tell: one changed number leaves 97 % of an article as it was, a footer 91 %. So the words (`words`) are
laid side by side (`alignment`), and what differs is looked at: where it stands (`difference`), and whether it says
something else (`findings`). Wording may change as it likes in a copy; numbers, days, names and negations (`lexicon`)
may not. `verdict` decides.

Compared are words without case and punctuation. Whichever text comes first plays no part.
"""

from ingest.kinship.verdict import Comparison, Kinship, compare, kinship

__all__ = ["Comparison", "Kinship", "compare", "kinship"]
