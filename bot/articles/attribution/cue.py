"""What one reporting verb tells of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.articles.article import Stance
    from bot.articles.attribution.nouns import Phrase

__all__ = ["Cue"]


class Cue(NamedTuple):
    """A reporting verb: its place, who speaks, and the stance that the verb gives.

    `main` is False inside what somebody else says and in a clause with "while".
    `follows` is True for "adding that": the speaker is that of the cue before.
    `closes` is True for ", X said." at the end of what X says.
    """

    at: int
    speaker: Phrase | None
    stance: Stance
    main: bool = True
    follows: bool = False
    closes: bool = False
