"""What is said to a greeting, to thanks, and to who asks what this is."""

from __future__ import annotations

import re

__all__ = ["NOTHING_TO_FIND", "NO_ARTICLE", "friendly_line"]

NO_ARTICLE = "There is no article here that could be asked yet."

NOTHING_TO_FIND = (
    "There is no word to look for in this question; "
    "ask with the words that you expect in the article."
)

_EXTRAS = (
    "there|bot|verbatim|all|everyone|everybody|again|so much|very much|a lot|please"
    "|today"
)


def _said(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of phrases, each a regular expression, said by themselves."""
    return re.compile(rf"(?:{'|'.join(phrases)})(?: (?:{_EXTRAS}))*", re.IGNORECASE)


_LINES = {
    "Hello! Ask me what the articles say, and I'll answer in their own words.": _said(
        "hello|hi|hey|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)",
        "hallo|moin|servus|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut",
        "hola|buenos d[ií]as|ciao|ol[aá]|salaam?|namaste",
    ),
    "You're welcome. The words are the article's own; I only look them up.": _said(
        "thanks?|thank (?:you|u)|thx|ty|tysm|cheers|much appreciated",
        "danke(?: sch[oö]n)?|merci|gracias|grazie|obrigad[oa]",
    ),
    "I look questions up in articles and reply with the articles' own words, who "
    "says them and where they stand. I write nothing myself. Ask away.": _said(
        "(?:who|what) (?:are|r) (?:you|u)|what is this(?: bot)?|how do (?:you|u) work",
        "what (?:can|do) (?:you|u) do|help(?: me)?",
    ),
    "Goodbye! Ask again whenever an article is in dispute.": _said(
        "(?:good )?bye|goodbye|see (?:you|ya)|good night|cya"
    ),
}


def friendly_line(question: str) -> str | None:
    """Return the reply to a text that is courtesy and no question, else None."""
    said = " ".join(re.findall(r"\w+", question))
    return next((line for line, words in _LINES.items() if words.fullmatch(said)), None)
