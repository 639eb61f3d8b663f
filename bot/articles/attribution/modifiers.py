"""Tells whether a noun phrase is only the object in a clause that describes another.

In "A man who met the mayor said" and "A man accused of robbing the mayor said" the
mayor stands beside the verb, and the man speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles.attribution.reach import JOINING, LONGEST

if TYPE_CHECKING:
    from bot.articles.attribution.reach import Reach

__all__ = ["NOBODY", "RELATIVE", "described_before"]

NOBODY = -1  # the phrase is no subject, and who is can't be made out
RELATIVE = {"who", "which", "that"}


def described_before(reach: Reach, first: int) -> int | None:
    """Return where what a clause describes ends, if a phrase is that clause's object.

    `first` is the phrase's first word. None where it may be a subject.
    """
    if _gerund(reach, first - 1):
        accused = reach.lower(first - 3).endswith("ed")
        return first - 4 if accused else NOBODY
    for at in range(first - 1, max(0, first - LONGEST), -1):
        if reach.lower(at) in RELATIVE:
            if not _acts(reach, at + 1, first):
                return None
            return NOBODY if reach.lower(first - 1) in JOINING else at - 1
        if not reach.wordy(at) or reach.lower(at) in reach.lexicon["subordinators"]:
            return None
    return None


def _gerund(reach: Reach, at: int) -> bool:
    """Tell whether "robbing" after "accused of" stands at a place.

    "After meeting the mayor said" may begin with a meeting, "by morning" is a time.
    """
    lower = reach.lower(at)
    if (
        not lower.endswith("ing")
        or reach.capital(at)
        or lower in reach.lexicon["times"]
    ):
        return False
    return reach.lower(at - 1) in reach.lexicon["prepositions"] and reach.wordy(at - 2)


def _acts(reach: Reach, start: int, first: int) -> bool:
    """Tell whether a verb follows "who", and no subject: "who the mayor met".

    A phrase that ends in a name may hold the verb: "passed Ann Lee".
    """
    lower, lexicon = reach.lower(start), reach.lexicon
    subject = (
        reach.determiner(start)
        or reach.capital(start)
        or lower in lexicon["pronouns"]
        or lower in lexicon.plural_speakers
        or lower[0].isdigit()
    )
    apart = lower in lexicon["prepositions"] or reach.opener(start) or reach.time(start)
    acts = start < first or lower.endswith("ed")
    return acts and not subject and not apart
