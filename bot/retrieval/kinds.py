"""The kind of thing that a question asks for, and how texts hold it.

A question for a number, a date or a name wants one that it does not hold itself.
Answer typing is as old as question answering (Hovy et al., The Use of External
Knowledge in Factoid QA, TREC 2001); here it takes no more than a few patterns.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from bot.retrieval.wordlists import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "COUNT",
    "UNITS",
    "Kind",
    "is_bare",
    "kind_asked",
    "kind_asked_on",
    "measure_asked",
]

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|"
    "thousands?|millions?|billions?|dozens?|half|third|quarter|both|once|twice|percent"
)
_NUMBERS_ABROAD = (
    "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|millionen|"
    "deux|trois|quatre|cinq|huit|neuf"
)
_MONTHS = "|".join(map(str.capitalize, months("en")))
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_NEAR_DAYS = "today|yesterday|tomorrow"
_DATED = f"{_MONTHS}|{_DAYS}|(?i:{_NEAR_DAYS})"
_NAMED = (
    "person|people|country|countries|city|state|player|team|company|king|president|"
    "leader|man|woman|nation|river|place|group|name|author|scientist|artist|actor|"
    "show|network|university|school|island|battle|war|treaty|language"
)


_SIZES = "many|much|long|far|old|often|tall|high|big|large|heavy|deep|wide|fast"
_SHARES = "percent|percentage|proportion|portion|fraction|share"
_SPANS = "second|minute|hour|day|week|month|year|decade|century|centurie"
_LENGTHS = "metre|meter|kilometre|kilometer|mile|yard|inch|inche|foot|feet|km|cm|mm"
UNITS = f"{_SPANS}|{_LENGTHS}|m|ft|mi"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_AGED = rf"(?:\d{{1,3}}|(?:{_TENS})(?:-\w+)?|{_NUMBERS})"
_DECADES = "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
# Alternatives stand behind one \b and not each behind its own, and are in lower case
# where the text may be: so most are passed over by their first letter, which takes a
# quarter of the time.
_PERSON = "(?:man|woman|boy|girl|child|father|mother|widow|pensioner|student)"
_AGES = (
    rf"{_PERSON} of {_AGED}\b",
    rf"age[ds]?(?: of)? {_AGED}\b",
    rf"(?:is|am|are|was|were|turn(?:s|ed|ing)?) {_AGED}(?=[,.;!?]| (?:and|when)\b)",
    rf"{_AGED}[- ](?:day|week|month|year|decade|centur)(?:s|y|ies)?[- ]old\b",
    r"years of age\b",
    rf"in (?:his|her|their) (?:\w+ )?(?:\d0s|{_DECADES})\b",
    r"(?:born|built|founded|established|dat(?:es?|ing) (?:from|back))\b",
    r"opened in\b",
)
_PAID = (
    "costs?|pay|pays|paid|worth|earn|earns|earned|owe|owes|owed|fined?|fees?|prices?|"
    "priced|bail|bribes?|money|salary|wages?|spend|spends|spent|raised?|donated?|"
    "invest|invested|compensation|damages|budget|loans?|debts?|bought|sold|rent"
)
_CURRENCIES = (
    "dollars?|euros?|pounds?|crowns?|rupees?|yen|yuan|roubles?|rubles?|francs?|pesos?|"
    "liras?|rials?|riyals?|dirhams?|cents|pence|millions?|billions?|trillions?|crore|"
    "lakh|bn|usd|eur|gbp|free"
)
_SUM = "(?:price|cost|fine|fee|salary|bail|budget)"
_RESULTS = (
    "won|winners?|victory|victories|victorious|lost|losers?|loss|beat|beaten|defeat|"
    "defeated|elected|conceded|drew|drawn"
)
_SHARED = "half|halves|thirds?|quarters?|fifths?|tenths?|majority|most"
_LONG = rf"[- ](?:\w+[- ])?(?:{UNITS})s?\b"
_LASTING = "life|lifetime|since|until|forever|decades|centuries|overnight"
_REPEATED = (
    "once|twice|times|every|each|daily|weekly|monthly|yearly|annual|annually|per|"
    "seldom|rarely|always|never"
)
_HOURS = "noon|midnight|midday|morning|afternoon|evening|tonight"
# Behind these, "when" leads another clause.
_LEADING = (
    "what|who|whom|whose|which|how|why|where|did|does|do|is|are|was|were|has|have|had"
    "|can|could|will|would|should"
)
_CLOCK = "|".join(
    (
        r"\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b",
        r"\d{1,2}:\d\d\b",
        rf"at (?:\d{{1,2}}|{_NUMBERS})\b(?! (?:percent|per cent|%))",
        rf"(?:{_HOURS}|o['’]clock)\b",
        r"(?:years?|months?|weeks?|days?|hours?) (?:ago|later|earlier)\b",
    )
)
# A year counts nothing, but 1709 children are counted.
COUNT = (
    r"\d(?<!\d\d)(?!(?:(?<=1)[5-9]|(?<=2)0)\d\d(?![\d,.]\d|\d)"
    r"(?! (?:\w+ )?(?:\w{4,}s|\w*(?:people|children|men|women))\b))\d*"
)
_YEAR = r"(?:1\d|20)\d\ds?\b|centur(?:y|ies)\b"
_RELATIVE = r"(?i:this|next|last)"
_GERMAN = "|".join(map(str.capitalize, months("de")))
_FRENCH = "|".join(month for month in months("fr") if month != "mars")  # or planet
_ABROAD = (
    rf"{_GERMAN}|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag"
    rf"|{_FRENCH}|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_TIMED = rf"{_YEAR}|(?:{_DATED}|{_ABROAD})\b|{_RELATIVE} (?:year|month|week)\b"
_YEARLY = "year|century|centuries"


def _spelt(alternatives: str) -> Iterator[str]:
    """Yield the words of "euros?|free", of which the last letter may be missing."""
    for word in filter(None, alternatives.split("|")):
        if word.endswith("?"):
            yield word[:-2]
        yield word.rstrip("?")


class Kind(Enum):
    """A kind of answer: how questions ask for it, and how texts hold it.

    A text that has none of the words `signs`, in lower case, and no digit has no such
    thing; without signs it may. `lowered` says that it is looked for in the text in
    lower case.
    """

    AGE = (
        r"\bhow old (?:is|are|was|were|will|would)\b|\bat (?:what|which) age\b",
        rf", {_AGED}(?=[,.;)]| who\b)(?!, \d)|\({_AGED}\)|\b(?:{'|'.join(_AGES)})",
        (
            f"{_NUMBERS}|{_TENS}|{_DECADES}|ages?|aged|dates?|dating|born|built"
            "|founded|established|opened"
        ),
        True,
    )
    VICTORY = (
        r"^\W*(?:did|ha[sd]|have|will|is|was)\b.{0,60}\b(?:win|won|lose|lost|elected)\b",
        rf"\b(?:{_RESULTS}|re-elected)\b",
        _RESULTS,
        True,
    )
    MONEY = (
        rf"^\W*how much\b.{{0,80}}\b(?:{_PAID})\b|\bwhat (?:is|was) the {_SUM}\b",
        rf"[$€£¥₹] ?\d|\d(?:m|bn|k)\b|\b(?i:{_CURRENCIES})\b",
        _CURRENCIES,
    )
    SHARE = (
        rf"\b(?:what|which) (?:{_SHARES})\b|\bpercentage\b",
        rf"\d ?%|\b(?:per ?cent|{_SHARED}|in ten|out of|\d\.\d+)\b",
        f"{_SHARED}|cent|percent|ten|out",
        True,
    )
    DURATION = (
        rf"\bhow many (?:more )?(?:{_SPANS})s?\b|\bhow long\b(?! ago)",
        (
            rf"\d(?:{_LONG}|(?<!\w\d)\d{{3}} ?(?:[-\u2013]|to|and) ?\d{{2,4}}\b)"
            rf"|\b(?:(?:{_NUMBERS}|{_TENS}){_LONG}|(?:{_LASTING})\b)"
        ),
        "".join(f"{unit}s?|" for unit in UNITS.split("|")) + _LASTING,
        True,
    )
    OFTEN = (
        r"\bhow (?:often|frequently|many times)\b",
        rf"\b(?:(?:{_AGED}|many|several|few) times|{_REPEATED}|an? (?:{_SPANS}))\b",
        f"{_REPEATED}|{_SPANS}",
        True,
    )
    NUMBER = (
        rf"\bhow (?:{_SIZES})\b|\bwhat (?:number|amount)\b",
        rf"{COUNT}|\b(?:{_NUMBERS}|{_TENS}|{_NUMBERS_ABROAD})\b",
        f"{_NUMBERS}|{_TENS}|{_NUMBERS_ABROAD}",
        True,
    )
    YEAR = (
        r"\b(?:what|which) (?:year|century|decade)\b",
        rf"\b(?:{_YEAR}|{_RELATIVE} year\b)",
        _YEARLY,
    )
    MONTH = (
        r"\b(?:what|which) month\b",
        rf"\b(?:(?:{_MONTHS})\b|{_RELATIVE} month\b)",
        f"{_MONTHS}|month",
    )
    DAY = (
        r"\b(?:what|which) (?:day|date)\b",
        rf"\b(?:(?:{_DAYS})\b|(?:{_MONTHS}) \d|\d\d? (?:{_MONTHS})\b)",
        f"{_DAYS}|{_MONTHS}",
    )
    TIME = (
        (
            rf"^(?:(?!\b(?:{_LEADING})\b).)*\bwhen\b"
            r"|\b(?:what|which) (?:time|hours?)\b"
            r"|^\W*(?:the )?(?:last|first|next) time\b"
        ),
        rf"\b(?:{_TIMED}|(?i:{_CLOCK}))",
        (
            f"{_MONTHS}|{_DAYS}|{_NEAR_DAYS}|{_ABROAD}|{_YEARLY}"
            f"|{_HOURS}|month|week|clock|ago|later|earlier|at"
        ),
    )
    NAME = (
        rf"\b(?:who|whom|whose|where)\b|\b(?:what|which) (?:\w+ )?(?:{_NAMED})\b",
        # What may not stand before the capital is looked for where there is one.
        r"[A-Z](?<!\w.)(?<!^.)(?<![.!?] .)(?<![“\"].)[\w’'-]+",
    )

    __hash__ = object.__hash__  # which takes a tenth of the time of an Enum's

    def __init__(
        self,
        asked: str,
        held: str,
        signs: str = "",
        lowered: bool = False,  # noqa: FBT001, FBT002 - a field
    ) -> None:
        self.asked = re.compile(asked, re.IGNORECASE)
        self.held = re.compile(held)
        self.signs = frozenset(_spelt(signs.lower()))
        self.lowered = lowered


_KINDS = tuple(Kind)
_MEASURE = re.compile(rf"\bhow ({_SIZES})\b", re.IGNORECASE)
_ORGANISATION = re.compile(r"\b((?i:the|by|from|does|did|has|will) )WHO\b")


def measure_asked(question: str) -> int | None:
    """Return where "many" or "old" stands in "how many", "how old"."""
    found = _MEASURE.search(question)
    return found.start(1) if found else None


def kind_asked(question: str) -> Kind | None:
    """Return the kind of thing that a question asks for, None where that is open.

    “The WHO” in a question that is not all in capitals is an organisation.
    """
    if not question.isupper():
        question = _ORGANISATION.sub(r"\1", question)
    for kind in _KINDS:
        if kind.asked.search(question):
            return kind
    return None


# What may stand beside interrogatives in a question that asks for nothing new.
_BARE = frozenset(
    {"since", "often", "long", "old", "far", "much", "come", "else"}
    | {"seit", "oft", "lange", "alt", "uhrzeit"}
    | {"jusqu", "temps", "fois", "heure", "autre"}
)
# Of such a question, the kind of thing that it asks for in German and French as well.
_ALSO_ASKED = {
    Kind.DURATION: re.compile(r"\bwie lange\b|\bcombien de temps\b", re.IGNORECASE),
    Kind.OFTEN: re.compile(r"\bwie oft\b|\bcombien de fois\b", re.IGNORECASE),
    Kind.NUMBER: re.compile(r"\bwie ?viele?\b|\bcombien\b", re.IGNORECASE),
    Kind.TIME: re.compile(r"\bwann\b|\bquand\b|\buhrzeit\b|\bheure\b", re.IGNORECASE),
    Kind.NAME: re.compile(r"\bwer\b|\bwo\b|\bqui\b|\boù\b", re.IGNORECASE),
}


def is_bare(words: Iterable[str]) -> bool:
    """Return whether words of weight only ask: "since when", "wie lange"."""
    return _BARE.issuperset(words)


def kind_asked_on(question: str) -> Kind | None:
    """Return the kind of thing that a question asks for which only asks."""
    found = (kind for kind, asked in _ALSO_ASKED.items() if asked.search(question))
    return kind_asked(question) or next(found, None)
