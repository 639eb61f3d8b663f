"""The other forms of a text's numbers and dates, as further tokens.

"June 12th" is found by "12 June", "Sept. 9" by "September 9", "1.000" by "1000".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.retrieval.analysis import Token
from bot.retrieval.wordlists import month_names, months, ordinals, short_months, tens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.retrieval.analysis import Analyser, Reading

__all__ = ["figures", "grouped_by_blanks", "may_date"]

_ANALYSERS = 64  # of which the days' terms are remembered
_HAS_DIGIT = re.compile(r"\d")
# What may not stand before the first digit is looked for where there is one.
_ORDINAL = re.compile(
    r"(\d(?<!\w\d)\d{0,2}+)(?=[snrteè.ºª])(?:st|nd|rd|th|er|re|e|è|ème|\.?[ºª])(?![^\W_])",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d(?<!\w\d)\d{3})-(\d\d)-(\d\d)\b")
_SLASHED = re.compile(
    r"(\d(?<![\d/.]\d)\d?+)([/.])(\d{1,2})(?:\2(\d{4}|\d\d))?(?![\d/])"
)
_DOTTED = re.compile(r"(?<![\d/.])(\d{1,2})\. ?(\d{1,2})\.(?!\d)")  # “3. 4.”
_MONTHS, _DAYS = 12, 31
# Before a day and a month in figures that else are a fraction or odds.
_LEADING = re.compile(
    r"\b(?:on|since|until|till|before|after|dated|am|vom|bis|le|du|au|el|il|op)\s\Z",
    re.IGNORECASE,
)
_LEAD = 12  # characters
# Behind a part of something, and before a mark: on 2/3 of the roads, rated 7/12.
_FRACTION = re.compile(r"[ -](?:of|inch|inches|foot|feet|miles?|points?|stars?)\b")
_MARK = re.compile(
    r"\b(?:scored?|rated?|rating(?: of)?|ratio(?: of)?|odds(?: of)?)\s\Z", re.IGNORECASE
)
_PARTS = {"2", "3", "4", "5", "6", "8", "10", "16"}  # of usual fractions
_ODDS = 5  # to as many at most
_ALWAYS = "24/7"
_GAP = 2  # characters between a day and its month
_MONTH_FIRST = "en"  # a language in which 3/4 may be the fourth of March
_THIN = "\u00a0\u2009\u202f"
_GROUPED = {
    kind: re.compile(rf"\d(?<![\d.,]\d)\d{{0,2}}+(?:{groups})(?!\d)")
    for kind, groups in (
        ("comma", rf"(?:[{_THIN}]\d{{3}})+|(?:['’]\d{{3}})+"),
        ("point", rf"(?:[.{_THIN}]\d{{3}})+|(?:['’]\d{{3}})+"),
        ("blank", rf"(?:[ .{_THIN}]\d{{3}})+"),
    )
}
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![\d.,]?\d)")
_BY_POINT = {"da", "de", "el", "id", "it", "nl", "ro", "tr", "sr"}
_BY_BLANK = {"ca", "cs", "es", "et", "fi", "fr", "hu", "lt", "no", "pl", "pt", "ru"}
_BY_BLANK |= {"sv", "uk"}


def figures(text: str, words: Sequence[Token], analyser: Analyser) -> Iterator[Token]:
    """Yield the other forms of numbers and dates; offsets are code points."""
    if _HAS_DIGIT.search(text):
        yield from _numbers(text, analyser)
        yield from _dates(text, analyser)
    if words:
        yield from _days(text, words, analyser)


def may_date(words: Sequence[Reading], analyser: Analyser) -> bool:
    """Return whether words may name a date in another form than as figures."""
    dating, short = _dating(analyser.language)
    days = _days_of(analyser)
    for at in [at for at, word in enumerate(words) if word.word in dating]:
        near = words[max(at - 1, 0) : at + 2]
        if words[at].word in short:
            return True
        if any(one.word.isdecimal() or one.term in days for one in near):
            return True
    return False


@cache
def _dating(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that dates have, and of these the months cut short."""
    names = month_names(language)
    return frozenset({*names, *tens(language)}), short_months(language)


def grouped_by_blanks(text: str, analyser: Analyser) -> Iterator[Token]:
    """Yield the numbers that a question may mean by figures with blanks between."""
    return _ungrouped(text, "blank", analyser)


def _token(word: str, start: int, end: int, analyser: Analyser) -> Token:
    return Token(analyser.stem(word), word, start, end)


def _numbers(text: str, analyser: Analyser) -> Iterator[Token]:
    """Yield "1000" for the "1.000" of a German text, "12" for "12th"."""
    by = analyser.language
    kind = "point" if by in _BY_POINT else "blank" if by in _BY_BLANK else "comma"
    yield from _ungrouped(text, kind, analyser)
    if kind != "comma":
        for match in _DECIMAL.finditer(text):
            yield _token(f"{match[1]}.{match[2]}", *match.span(), analyser)
    for match in _ORDINAL.finditer(text):
        yield _token(match[1], *match.span(), analyser)


def _ungrouped(text: str, kind: str, analyser: Analyser) -> Iterator[Token]:
    for match in _GROUPED[kind].finditer(text):
        yield _token(re.sub(r"\D", "", match.group()), *match.span(), analyser)


def _dates(text: str, analyser: Analyser) -> Iterator[Token]:
    """Yield the day, the month and the year of dates in figures."""
    for match in _ISO.finditer(text):
        yield from _date(match, int(match[3]), int(match[2]), analyser)
    for match in _SLASHED.finditer(text):
        one, two = int(match[1]), int(match[3])
        if not match[4] and not _is_date(text, match):
            continue
        yield from _date(match, one, two, analyser)
        if analyser.language == _MONTH_FIRST and match[2] == "/" and one != two:
            yield from _date(match, two, one, analyser)
    if analyser.language in _BY_POINT | _BY_BLANK:
        for match in _DOTTED.finditer(text):
            yield from _date(match, int(match[1]), int(match[2]), analyser)


def _days(text: str, words: Sequence[Token], analyser: Analyser) -> Iterator[Token]:
    """Yield "3" for "the third of March", "september" for "Sept. 9", "21" for ordinals.

    A word that may be short for a month is so beside a day or a year, or with a full
    stop where the language has no such word.
    """
    names = month_names(analyser.language)
    days = _days_of(analyser)
    alone = short_months(analyser.language)
    before = tens(analyser.language)
    for one, two in pairwise(words):
        if one.word in before and two.start - one.end == 1:
            unit = days.get(two.term, "")
            if len(unit) == 1:  # twenty-first
                number = str(before[one.word] + int(unit))
                yield _token(number, one.start, two.end, analyser)
    for at, word in enumerate(words):
        month = names.get(word.word)
        if month is None:
            continue
        near = (*words[max(at - 1, 0) : at], *words[at + 1 : at + 2])
        beside = any(_is_beside(other, word) for other in near)
        stopped = word.word in alone and text.startswith(".", word.end)
        if word.word != month and (beside or stopped):
            yield _token(month, word.start, word.end, analyser)
        if word.word == month or beside or stopped:
            for day in (other for other in near if other.term in days):
                yield _token(days[day.term], day.start, day.end, analyser)


@lru_cache(_ANALYSERS)
def _days_of(analyser: Analyser) -> dict[str, str]:
    """Return the terms of the words for days of the month with their numbers."""
    listed = ordinals(analyser.language)
    return {analyser.stem(word): number for word, number in listed.items()}


def _is_beside(number: Token, month: Token) -> bool:
    """Return whether a word is a day or a year beside a month."""
    gap = max(month.start - number.end, number.start - month.end)
    return number.word.isdecimal() and len(number.word) in {1, 2, 4} and gap <= _GAP


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Return whether two numbers without a year are a day and a month: 6/12.

    What may be a fraction or odds is so behind a word as in "on 3/4" alone.
    """
    one, slash, two = match.group(1, 2, 3)
    if slash != "/" or match[0] == _ALWAYS or _FRACTION.match(text, match.end()):
        return False
    before = text[max(0, match.start() - _LEAD) : match.start()]
    if "0" in {one[0], two[0]} or _LEADING.search(before):
        return True
    is_part = int(one) < int(two) and two in _PARTS
    return not (is_part or int(two) <= _ODDS or _MARK.search(before))


def _date(
    match: re.Match[str], day: int, month: int, analyser: Analyser
) -> Iterator[Token]:
    names = _months_of(analyser)
    if names and 0 < month <= _MONTHS and 0 < day <= _DAYS:
        start, end = match.span()
        yield Token(str(day), str(day), start, end)
        yield Token(*names[month - 1], start, end)
        year = max(match.groups(""), key=len)
        if len(year) == len("2024"):
            yield _token(year, start, end, analyser)


@lru_cache(_ANALYSERS)
def _months_of(analyser: Analyser) -> list[tuple[str, str]]:
    """Return the terms and the names of the months."""
    return [(analyser.stem(name), name) for name in months(analyser.language)]
