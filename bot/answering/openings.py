"""Brings a question into the words that it is read by.

What it opens with and does not ask goes ("Can you tell me who …"), and what asks is
spelt out, where it is typed as on a phone ("whos", "wat", "y did").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.retrieval.wordlists import languages_listed, stop_words

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["SPELT_OUT", "as_read", "is_foreign", "without_opening"]

# By its usual spelling, how a word that asks is typed in chats. None of these is a word
# of another language of the interface.
_TYPED = {
    "what": "wat waht whta wht",
    "what's": "whats wats wots",
    "what did": "whatd",
    "who's": "whos",
    "when's": "whens",
    "where": "wher",
    "where's": "wheres",
    "why's": "whys",
    "how's": "hows",
    "how did": "howd",
    "how many": "howmany",
    "how much": "howmuch",
    "how long": "howlong",
    "how old": "howold",
    "which": "wich whitch whcih wihch",
    "are": "r",
    "any one": "any1",
}
# Words that may stand in a question as it is read and not as it was typed.
SPELT_OUT = frozenset(word for words in _TYPED for word in words.split())
_SPELT = {form: word for word, forms in _TYPED.items() for form in forms.split()}
_SHORT = re.compile(rf"(?<![\w'’&.-])(?:{'|'.join(_SPELT)})(?![\w'’&.-])")
_WHY = re.compile(
    r"^(\W{0,3})y(?=\s+(?:(?:did|do|does|is|are|was|were|has|have|had|would|could|ca)"
    r"(?:n?['’]?t)?|r)\s)",
    re.IGNORECASE,
)

# What stands before the question is said to somebody, and no article has it. Only
# before a word that asks: "Tell me about the mill" has no other words.
_OPENING = re.compile(
    r"\W*(?:(?:hey|hi|hello|ok|okay|so|well|please|hallo|bitte|also|bonjour|alors)\b\W+)"
    r"{0,3}"
    r"(?:(?:can|could|would|will)\s+(?:you|u|anyone|anybody|someone|somebody)"
    r"\s+(?:please\s+)?(?:tell|explain\s+to|show)\s+(?:me|us)"
    r"|(?:please\s+)?tell\s+(?:me|us)"
    r"|(?:do|does)\s+(?:you|u|anyone|anybody|someone|somebody)\s+(?:here\s+)?know"
    r"|(?:anyone|anybody|someone|somebody)\s+knows?"
    r"|i(?:['’]d|\s+would)?\s+(?:want|like|love|need)\s+to\s+know|i\s+wonder"
    r"|(?:(?:can|could|would|will)\s+(?:you|u)\s+)?(?:please\s+)?"
    r"(?:summari[sz]e|sum\s+up|recap|explain)(?:\s+(?:to|for)\s+(?:me|us))?"
    r"|(?:give\s+(?:me|us)\s+)?(?:an?\s+)?(?:summary|recap)\s+of"
    r"|(?:kannst\s+du|könntest\s+du|könnt\s+ihr|kann\s+(?:mir|uns)\s+jemand)"
    r"\s+(?:(?:mir|uns)\s+)?(?:bitte\s+)?(?:sagen|erklären|verraten)"
    r"|sagt?\s+(?:mir|uns|doch|mal)(?:\s+(?:bitte|mal))?"
    r"|fasst?\s+(?:(?:mir|mal|bitte|kurz)\s+)*zusammen|(?:eine\s+)?zusammenfassung"
    r"|weiß\s+(?:jemand|einer|wer)|weißt\s+du|wisst\s+ihr"
    r"|(?:peux-tu|pouvez-vous|pourriez-vous|tu\s+peux|vous\s+pouvez)"
    r"\s+(?:me|nous)\s+(?:dire|expliquer)|(?:dis|dites)-(?:moi|nous)"
    r"|résume[rz]?(?:[- ](?:moi|nous))?|explique[rz]?(?:[- ](?:moi|nous))?"
    r"|(?:sais-tu|savez-vous|quelqu['’]un\s+sait|tu\s+sais|vous\s+savez))\b[\s,:]*"
    r"(?=(?:who|whom|whose|what|which|when|where|why|how|if|whether|did|does|do|is|are"
    r"|was|were|has|have|had"
    r"|wer|wen|wem|wessen|was|wann|warum|wieso|weshalb|wie|wo|wohin|woher|welche[mnrs]?"
    r"|ob|qui|que|quand|où|pourquoi|comment|combien|quels?|quelles?|si|ce\s+qu[ei])\b)",
    re.IGNORECASE,
)


def without_opening(question: str) -> str:
    """Return a question from the word that asks on."""
    opening = _OPENING.match(question)
    return question[opening.end() :] if opening else question


def as_read(question: str) -> str:
    """Return a question without its opening, and with what asks spelt out."""
    spelt = _SHORT.sub(lambda short: _SPELT[short[0]], question)
    return without_opening(_WHY.sub(r"\1why", spelt))


_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = 2  # words that tell a language
_OF_NAMES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du"}
    | {"e", "el", "la", "las", "le", "los", "ten", "ter", "van", "von", "y", "zu"}
)


def is_foreign(question: str, languages: Collection[str]) -> bool:
    """Return whether a question seems to be in none of some languages.

    It has more of the small words of another one, and not only such as names have in
    every language ("Ursula von der Leyen"). Nothing is told by words with a capital but
    the first, and where the words of one of the languages are not known.
    """
    own = [*map(stop_words, languages)]
    if not all(own):
        return False
    first, *others = _WORD.findall(question) or [""]
    words = {first.casefold(), *filter(str.islower, others)}
    ours = frozenset[str]().union(*own)
    least = max(_FOREIGN, len(words & ours) + 1)
    foreign = languages_listed().difference(languages)
    found = (words & stop_words(one) - ours for one in foreign)
    return any(len(some) >= least and some - _OF_NAMES for some in found)
