"""What is said to greetings, thanks, praise and insults, and to who asks for more."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any, NamedTuple

__all__ = [
    "LISTS",
    "NOTHING_TO_FIND",
    "NO_ARTICLE",
    "WHICH_ARTICLE",
    "friendly_line",
]

NO_ARTICLE = "There are no articles to ask about here yet."

NOTHING_TO_FIND = "I need at least one word that I can look up, such as a name."

LISTS = "/articles lists what can be asked about."

WHICH_ARTICLE = (
    "Which article do you mean? Reply to an answer about it, or choose it when you ask."
)

_EXTRAS = (
    "there|bot|verbatim|all|everyone|everybody|again|so much|very much|a lot|please"
    "|pls|plz|bitte|stp|svp|today"
)
_HELLO = "Hello! Ask me what the articles say, and I'll answer in their own words."
_WELCOME = "You're welcome. The words are the article's own; I only look them up."
_ABOUT = (
    "I look questions up in articles and reply with the articles' own words, who "
    "says them and where they stand. I write nothing myself. Ask away."
)
_GOODBYE = "Goodbye! Ask me again any time."
_MADE = (
    "I am Verbatim, a program that anybody can run. I only look up what articles say, "
    "in their own words."
)
_ONLY_QUOTES = "I can only quote articles: no poems, no sums, no news of my own."
_NEUTRAL = "I take no sides: I quote what is claimed, and the denial beside it."
_PRIVATE = "Questions are not stored; /privacy says what is kept about you."
_CITES = "/cite shows a paragraph by its number."
_BY_WORDS = {
    "insult": "I may well be wrong. Other words may find more.",
    "thanks": _WELCOME,
    "praise": "Thank you! The words are the article's own.",
    "agreement": "Ask me whatever the articles may say.",
}

_WORD = re.compile(r"\w+")
_ONE = "one|two|three|four|five|six|seven|eight|nine|ten"
_FIRST = "(?:first|second|third|fourth|fifth|last)"
_MOST = 12  # words of small talk; longer texts are looked up


def _said(*phrases: str) -> re.Pattern[str]:
    """Return a pattern of phrases, each a regular expression, said by themselves."""
    return re.compile(rf"(?:{'|'.join(phrases)})(?: (?:{_EXTRAS}))*", re.IGNORECASE)


_LINES = {
    _HELLO: _said(
        "hello|hi|hey|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)",
        "hallo|moin|servus|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut",
        "hola|buenos d[ií]as|ciao|ol[aá]|salaam?|namaste",
        "how (?:are (?:you|u)(?: doing)?|is it going)|what s (?:up|new)|sup",
        "are (?:you|u) there|wie geht (?:s|es)(?: dir)?|was geht|na|bist du da",
        "[cç]a va|comment (?:vas tu|allez vous)|quoi de neuf|coucou|tu es l[aà]",
    ),
    _WELCOME: _said(
        "thanks?|thank (?:you|u)|thx|ty|tysm|cheers|much appreciated",
        "danke(?: sch[oö]n)?|merci|gracias|grazie|obrigad[oa]",
    ),
    _ABOUT: _said(
        "(?:who|what) (?:are|r) (?:you|u)|what is this(?: bot)?|how do (?:you|u) work",
        "what (?:can|do) (?:you|u) do|help(?: me)?|hilfe|aide(?: moi)?",
        "(?:wer|was) bist du|was kannst du|(?:qui|que) es tu|que sais tu faire",
        "what (?:s|is) (?:your|ur) name|wie hei(?:ss|ß)t du|[aà] l aide",
        "comment (?:tu t appelles|t appelles tu|t appelle[sz] tu)",
    ),
    _GOODBYE: _said(
        "(?:good )?bye|goodbye|see (?:you|ya)|good night|cya",
        "have a (?:good|nice) (?:day|evening|weekend)|take care",
        "tsch[uü]ss|auf wiedersehen|gute nacht|bis (?:sp[aä]ter|bald|morgen)",
        "au revoir|[aà] (?:bient[oô]t|plus(?: tard)?|demain)",
        "bonne (?:nuit|soir[eé]e|journ[eé]e)",
    ),
    _MADE: _said(
        "who (?:made|created|built|wrote|owns|programmed|runs) (?:you|u)",
        "are (?:you|u) (?:a |an )?(?:bot|human|ai|real|robot|person|alive)",
        "(?:can|do) (?:you|u) (?:sing|dance|think|feel|sleep|love me)",
        "how old are (?:you|u)",
        "wer hat dich (?:gemacht|gebaut|programmiert)|bist du eine? (?:bot|mensch|ki)",
        "kannst du (?:singen|tanzen|denken|f[uü]hlen)|wie alt bist du",
        "qui t a (?:fait|cr[eé][eé]|programm[eé])",
        "(?:es tu|tu es) (?:un robot|humain|une ia)",
        "(?:peux tu|tu peux) (?:chanter|danser|penser)|quel [aâ]ge as tu",
    ),
    _ONLY_QUOTES: _said(
        r"translate (?:this|that|it)|what s the weather(?: like)?",
        r"(?:(?:please|pls|(?:can|could|would) (?:you|u)) )*translate .+ (?:in)?to \w+",
        r"[uü]bersetzen? .+ (?:ins?|auf) \w+|tradui(?:s|re|sez)(?: moi)? .+ en \w+",
        "what (?:time|day) is it|wie (?:ist|wird) das wetter|wie sp[aä]t ist es",
        "quel temps fait il|quelle heure est il",
    ),
    LISTS: _said(
        "(?:which|what) (?:articles|topics|subjects|news)"
        " (?:(?:(?:do|can|have) )?(?:you|u) (?:have|got|know|search)|are there"
        "|can (?:i|we) ask about)",
        "(?:list|show)(?: me)? (?:all )?(?:the |your )?articles",
        "what (?:can|should|could) (?:i|we) ask(?: (?:you|u))?(?: about)?",
        "welche (?:artikel|themen) (?:hast|kennst|gibt ?s?)(?: du| es)?",
        "was kann (?:ich|man) (?:dich )?fragen",
        "quels (?:articles|sujets) (?:as tu|avez vous|connais tu|y a t il)",
        "que (?:puis je|peut on) demander",
    ),
    _NEUTRAL: _said(
        "are (?:you|u) (?:biased|neutral|objective|impartial)",
        "do (?:you|u) take sides|(?:which|what|whose) side are (?:you|u) on",
        "bist du (?:neutral|objektiv|parteiisch|voreingenommen)",
        "auf wessen seite (?:bist|stehst) du",
        "es tu (?:neutre|objectif|partial|impartial)|de quel côté es tu",
    ),
    _PRIVATE: _said(
        "do (?:you|u) (?:store|save|log|keep|record)"
        " (?:my|our) (?:questions?|messages?|data)",
        "speicherst du (?:meine|unsere) (?:fragen?|nachrichten|daten)",
        "(?:gardes|stockes|enregistres) tu (?:mes|nos) (?:questions|messages|données)",
    ),
    _CITES: _said(
        "(?:(?:can|could|would) (?:you|u) )?(?:please )?"
        "(?:(?:show|quote|cite|give|read)(?: me)? |what (?:does|(?:is|s) in) )?"
        "(?:the )?"
        rf"(?:(?:paragraph|para) (?:\d+|{_ONE})(?: says?)?|{_FIRST} paragraph)",
        r"(?:(?:zeig|zitiere?)(?: mir)? |was steht i[nm] )?(?:den |dem )?absatz \d+",
        r"(?:(?:montre|cite)(?: moi)? |que dit )?(?:le )?paragraphe \d+",
    ),
}
_POLITE, _NEAR = 3, 5  # words before a verb that asks, and to what it asks for
_ORDERS = (("answer", "only"), ("pretend",), ("act", "as"), ("you", "are", "now"))
# "9/11" and "3-2" are no sums by themselves.
_NUMBER = r"\d[\d.,]{0,12}"
_ASKS_A_SUM = (
    "what is|whats|what's|how much is|calculate|compute|was ist|was macht|wie viel ist"
    "|berechne|combien fait|combien font|calcule"
)
_OPERATORS = (
    "plus|minus|times|divided by|mal|geteilt durch|moins|fois|divisé par"
    "|[+*x\u00d7\u00f7^]"
)
_ROOT = "(?:the )?square root of|die wurzel aus|la racine carrée de"
_SUM = re.compile(
    rf"(?:(?:{_ASKS_A_SUM}) {_NUMBER}(?: ?[-/] ?{_NUMBER}){{1,9}}"
    rf"|(?:(?:{_ASKS_A_SUM}) )?{_NUMBER}(?: ?(?:{_OPERATORS}) ?{_NUMBER}){{1,9}}"
    rf"|(?:{_ASKS_A_SUM}) (?:{_ROOT}) {_NUMBER})"
    r" ?[=?]{0,3}",
    re.IGNORECASE,
)


class _Words(NamedTuple):
    """Words that make a text small talk: to whom is spoken to, or by themselves."""

    words: frozenset[str]
    alone: frozenset[str]
    beside: frozenset[str]


def friendly_line(question: str) -> str | None:
    """Return the reply to a text that is no question about articles, else None."""
    words = _WORD.findall(question)
    said = " ".join(words)
    for line, phrases in _LINES.items():
        if phrases.fullmatch(said):
            return line
    spoken = [word.casefold() for word in words]
    if _SUM.fullmatch(question.strip()) or _is_request(spoken):
        return _ONLY_QUOTES
    kind = _phrases().get(" ".join(spoken))
    if kind is None and 0 < len(spoken) <= _MOST:
        kind = _kind_of(spoken)
    return kind and _BY_WORDS[kind]


def _is_request(spoken: list[str]) -> bool:
    """Return whether a text orders something written, or how to behave."""
    if any(tuple(spoken[: len(order)]) == order for order in _ORDERS):
        return True
    verbs, works = _requests()
    for place, word in enumerate(spoken[: _POLITE + 1]):
        if word in verbs:
            wanted = spoken[place + 1 : place + 1 + _NEAR]
            # "Tell me about the story of the ferry" asks what an article says.
            return not works.isdisjoint(takewhile("about".__ne__, wanted))
    return False


def _kind_of(spoken: list[str]) -> str | None:
    """Return which small talk a text is that has no other words, None for others."""
    addressed, beside, kinds = _lists()
    said = {*spoken}
    rest = said - addressed - beside
    known = _known()
    for name, one in kinds.items():
        held = one.words if said & addressed or not one.alone else one.alone
        if rest & held and rest <= known | one.beside:
            return name
    return None


@cache
def _read() -> dict[str, Any]:
    text = (files("bot.answering") / "small_talk.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(table: dict[str, str], name: str) -> frozenset[str]:
    return frozenset(table.get(name, "").split())


@cache
def _phrases() -> dict[str, str]:
    """Return by whole texts which small talk they are."""
    return {
        phrase: name
        for name in _BY_WORDS
        for phrase in _read()[name]["phrases"].strip().split("\n")
    }


@cache
def _requests() -> tuple[frozenset[str], frozenset[str]]:
    request = _read()["request"]
    return _words(request, "verbs"), _words(request, "works")


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], dict[str, _Words]]:
    read = _read()
    kinds = {}
    for name in _BY_WORDS:
        of = read[name]
        lists = (_words(of, "words"), _words(of, "alone"), _words(of, "beside"))
        kinds[name] = _Words(*lists)
    return _words(read, "addressed"), _words(read, "beside"), kinds


@cache
def _known() -> frozenset[str]:
    _, _, kinds = _lists()
    return frozenset().union(*(one.words | one.alone for one in kinds.values()))
