"""Sees whether a passage lacks the sum or the name that is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.retrieval import Kind, is_country, terms_of

if TYPE_CHECKING:
    from bot.retrieval import Hit, Index, Query

__all__ = ["lacks_person", "lacks_sum"]

_SUM = re.compile(
    r"[$€£¥₹] ?\d|\d ?(?:usd|eur|gbp)\b|\b(?:dollars?|euros?|pounds?|crowns?|rupees?"
    r"|yen|yuan|rou?bles?|francs?|pesos?|liras?|rials?|riyals?|dirhams?|cents|pence|free)\b",
    re.IGNORECASE,
)
_MILLIONS = re.compile(
    r"\d(?:m|bn|k)\b|\b(?:millions?|billions?|trillions?|crore|lakh)\b"
)
_PAID = re.compile(
    r"\b(?:costs?|pa(?:y|ys|id|yments?)|worth|earn\w*|ow(?:es?|ed)|fine[ds]?|fees?|prices?"
    r"|priced|bail|bribes?|money|salar\w+|wages?|spen[dt]s?|donat\w+|invest\w*|damages"
    r"|compensation|budgets?|loans?|debts?|bought|sold|rent)\b",
    re.IGNORECASE,
)
_WHOSE_NAME = re.compile(
    r"\bname of (?:\w+ ){1,4}?(?:m[ae]n|wom[ae]n|guys?|girl|boy|kid|lady|person|killer"
    r"|victim|driver|owner|boss|doctor|surgeon|teacher|judge|officer|worker)\b",
    re.IGNORECASE,
)
# Words with capitals inside a sentence, but no month or day.
_CAPITALS = re.compile(
    r"(?<=[\w,;:(“‘\"'] )(?!(?:Jan|Febr)uary|March|April|May\b|June|July|August|October"
    r"|[A-Z]\w+(?:ember|day)\b)[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3}"
)


def lacks_sum(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether money is asked for, and a passage counts millions of other things.

    Millions that are no dollars are money only where something is paid.
    """
    if query.kind is not Kind.MONEY:
        return False
    text = index.text(hit.first, hit.last)
    return not (_SUM.search(text) or (_MILLIONS.search(text) and _PAID.search(text)))


def lacks_person(index: Index, query: Query, hit: Hit) -> bool:
    """Return whether a person's name is asked for, and a passage has no new one."""
    if index.analyser.language != "en" or not _WHOSE_NAME.search(query.text):
        return False
    asked = terms_of(query.words)
    found = _CAPITALS.findall(index.text(hit.first, hit.last))
    named = (word for name in found for word in index.query(name).words)
    return all(
        not asked.isdisjoint(word.terms) or any(map(is_country, word.terms))
        for word in named
    )
