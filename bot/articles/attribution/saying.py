"""Tells whether a text speaks of somebody saying something."""

from __future__ import annotations

import re

from bot.articles.attribution.lexicon import lexicon

__all__ = ["speaks_of_saying"]


def speaks_of_saying(text: str, language: str) -> bool:
    """Tell whether a text has a word of saying, alleging or denying, or a document.

    A language without a lexicon is taken to speak of saying: nothing is known of it.
    """
    words = lexicon(language)
    if words is None:
        return True
    saying = words.cues | words["documents"]
    return not saying.isdisjoint(re.findall(r"[^\W\d_]+", text.lower()))
