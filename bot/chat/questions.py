"""Recognises what is asked, and what it is asked about, by the words that say so.

A question shows by its mark, or by how it opens: with an interrogative, after a
preposition or not, in French with elision as well (“d'où”, “qu'a”); with its verb, as
in English with an auxiliary, in German with any finite verb before its subject, in
French with the pronoun behind a hyphen or “est-ce”; or with a request.
"""

from __future__ import annotations

import re
from functools import cache

from bot.retrieval import stop_words

__all__ = [
    "asks",
    "asks_about_claim",
    "asks_about_us",
    "asks_on",
    "asks_source",
    "is_marked",
]

_MARKED = re.compile(r"[?\uff1f؟⁇⁈]")
_WORD = re.compile(r"\w+")
_LEADING = (
    r"^\W*(?:(?:and|but|or|so|ok|okay|please|thanks|hey|und|aber|oder|also|bitte|danke"
    r"|et|mais|donc|alors|merci)\b\W*){0,3}"
)
_GOES_ON = re.compile(r"^\W*(?:and|but|or|so|und|aber|oder|et|mais)\b", re.IGNORECASE)
_INTERROGATIVES = (
    # after a preposition, or none
    r"(?:(?:about|after|against|at|before|by|for|from|in|of|on|since|to|until|with"
    r"|an|auf|aus|bei|bis|durch|für|gegen|mit|nach|ohne|seit|über|um|unter|von|vor"
    r"|wegen|zu|zwischen|à|avec|chez|contre|dans|de|depuis|en|par|pour|sans|selon|sous"
    r"|sur|vers)\s+|d'|jusqu'(?:à\s+)?)?"
    r"(?:what|who|whom|whose|which|when|where|why|how|wer|wen|wem|wessen|was|wann|warum"
    r"|wieso|weshalb|weswegen|wie|wieviele?|welche[mnrs]?|wo(?:hin|her|r?(?:an|auf|aus"
    r"|bei|durch|für|gegen|in|mit|nach|über|um|unter|von|vor|zu))?"
    r"|qui|que|quoi|quels?|quelles?|quand|où|pourquoi|comment|combien|lequel|laquelle"
    r"|lesquel(?:le)?s|auquel|duquel)\b"
    r"|qu'\w|c'est\s+(?:quoi|qui|où|quand|vrai)\b|(?:n'|qu')?est-ce\b"
)
_REQUESTS = (
    r"(?:tell|show|explain|find|name|list|sag|zeige?|erkläre?|nenne?|finde"
    r"|such\s+(?:mir|uns|nach|bitte|mal|doch|den|das|alle\w*)|dis|dites"
    r"|montrez?|expliquez?|citez?|trouvez?)\b"
)
_AUXILIARIES = (
    r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|shall"
    r"|may|might|must)(?:n't)?\b"
)
# German: a finite verb and, with no other word between, what may be its subject.
_SUBJECTS = (
    r"(?:ich|du|er|sie|es|man|wir|ihr|der|die|das|den|dies\w*|jene\w*|eine?|kein\w*"
    r"|mein\w*|sein\w*|ihre\w*|unser\w*|jemand|niemand|alle|viele|da|denn|eigentlich)\b"
)
_HELPING = (
    r"(?:habt?|haben?|hast|hat|hatten?|hätten?|ist|sind|seid|war(?:en)?|wären?|wird|werden"
    r"|wurden?|würden?|kann|können|konnten?|könnten?|muss|müssen|mussten?|müssten?"
    r"|darf|dürfen|durften?|soll(?:en|ten?)?|will|wollen|wollten?|mag|mögen|möchten?)"
)
_STRONG = (
    r"(?:ver|be|ent|er|zer|ge|wider)?(?:kam|ging|gab|gibt|sah|fand|ließ|hielt|schrieb"
    r"|sprach|stand|lag|blieb|rief|traf|nahm|trug|fiel|gann|wann|lor|starb|zog|schied"
    r"|stritt|hob|floh|trat|schloss|wusste|weiß|warf|lieh|wies|griff|riet|lud)(?:en)?"
)
# English has words that are spelt alike: what stands behind tells the two apart.
_ALSO_ENGLISH = r"(?:war|gab|hob|lag|stand)"
_NO_VERBS = (
    r"(?!(?:mit|seit|statt|samt|gut|nett|echt|laut|recht|nicht|jetzt|dort|fast|oft|erst"
    r"|sonst|selbst|zuerst|zuletzt|wegen|neben|gegen|zwischen|oben|unten|morgen|eben"
    r"|weshalb|dass|damit|somit|neulich|heute|gestern|bitte|leute)\b)"
)
_VERB_FIRST = (
    rf"(?!{_ALSO_ENGLISH}\b)(?:{_HELPING}|{_STRONG})\s+"
    rf"(?:{_SUBJECTS}|(?-i:[A-ZÄÖÜ])|\w+\s+\w+\s+\w)"
    rf"|(?:{_ALSO_ENGLISH}|{_NO_VERBS}\w{{2,}}(?:t|te|ten|en))\s+{_SUBJECTS}"
)
_OPENS = re.compile(
    f"{_LEADING}(?:{_INTERROGATIVES}|{_REQUESTS}|{_AUXILIARIES}|{_VERB_FIRST})",
    re.IGNORECASE,
)
_INVERTED = re.compile(  # a-t-il, dit-elle, sont-ce; but no add-on and no rendez-vous
    r"\w-(?:je|tu|ils?|elles?|ce)\b|\w(?<!rendez)(?<!chez)(?<!entre)-[nv]ous\b"
    r"|(?:-t|\b(?:avait|était|fait|sait|dit|est|doit|voit|croit|faut|peut|veut))"
    r"-on\b",
    re.IGNORECASE,
)
_SOURCE = (
    "who whose source sources author link from wer wessen quelle quellen autor woher "
    "qui auteur où lien"
)
_ABOUT = (
    "a are did does has have is it s said say saying says so that the these this those "
    "was were what where which with words wrote your article aus behauptet das dass "
    "deine denn der die dies ein gesagt hat hier ist sagt sagte sagen stammt stehen "
    "steht und von war was welche wo ça ce cela cette ci d de dit dite est et l la le "
    "les quelle sont vient y"
)
_DOUBTS = (
    "true false fake real really source sources link evidence proof confirm confirmed "
    "sure stimmt wahr echt falsch wirklich beleg belege bewiesen quelle quellen vrai "
    "vraiment faux exact sûr preuve preuves"
)
# Who talks and whom they talk to, by language: "ton" is not "your" in English.
_US = {
    "en": "i me my we us our ours you your yours anyone anybody someone somebody"
    " everyone everybody here",
    "de": "ich mir mich mein meine wir uns unser unsere du dir dich dein deine ihr"
    " euch euer eure jemand hier",
    "fr": "je j moi mon ma mes nous notre nos tu toi te ton ta tes vous votre vos"
    " quelqu ici",
}
_COUNTRY = "US"  # in capitals; it is not "us"


def is_marked(text: str) -> bool:
    """Return whether a text has a question mark."""
    return bool(_MARKED.search(text))


def asks(text: str) -> bool:
    """Return whether a text asks something, by its mark or by how it opens."""
    plain = text.replace("’", "'")
    return is_marked(text) or bool(_OPENS.search(plain) or _INVERTED.search(plain))


def asks_on(text: str) -> bool:
    """Return whether a reply to an answer asks something; most only thank."""
    return asks(text) or bool(_GOES_ON.search(text))


def asks_source(question: str) -> bool:
    """Return whether a question only asks who says what stands above, or where.

    All of its words have to be about that, and one of them ask for it.
    """
    words = _words(question)
    wanted = {*_SOURCE.split()}
    return bool(words & wanted) and words <= wanted | {*_ABOUT.split()}


def asks_about_claim(question: str) -> bool:
    """Return whether a question only asks if something is true, or whence it is.

    All of its words say nothing by themselves, but one that doubts or asks whence.
    """
    words = _words(question)
    doubts = bool(words & {*_DOUBTS.split()}) or asks_source(question)
    return doubts and words <= _saying_nothing()


def asks_about_us(question: str) -> bool:
    """Return whether a question speaks of those who talk, as talk among them does."""
    found = (word for word in _WORD.findall(question) if word != _COUNTRY)
    words = {*map(str.casefold, found)}
    known = {language: len(words & stop_words(language)) for language in _US}
    most = max(known.values())  # a question's language is that of its small words
    likely = (language for language in _US if known[language] == most)
    return any(words & {*_US[language].split()} for language in likely)


@cache
def _saying_nothing() -> frozenset[str]:
    listed = f"{_DOUBTS} {_SOURCE} {_ABOUT}".split()
    return frozenset(listed).union(*map(stop_words, ("en", "de", "fr")))


def _words(text: str) -> set[str]:
    return {*_WORD.findall(text.casefold())}
