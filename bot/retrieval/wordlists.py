"""The lists of words that come with the program, read when they are first needed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = [
    "common_words",
    "irregular_forms",
    "languages_listed",
    "month_names",
    "months",
    "ordinals",
    "places",
    "short_months",
    "stop_words",
    "synonyms",
    "tens",
    "weak_words",
]

_SHORT = 3  # letters of a month
_WEAK = {"de", "en", "fr"}  # whose words of questions are listed
_LISTED = "en"  # the language that has lists beyond stop words


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing by themselves, case folded.

    Snowball's lists come with the program; they are short, as search wants them.
    A language that has none there gets the longer one of the stopwordsiso package.
    """
    return _stop_lists().get(language) or common_words(language)


def languages_listed() -> frozenset[str]:
    """Return the languages whose stop words come with the program."""
    return frozenset(_stop_lists())


@cache
def _stop_lists() -> dict[str, frozenset[str]]:
    rows = (row.partition(": ") for row in _rows("stop.txt"))
    return {name: frozenset(words.casefold().split()) for name, _, words in rows}


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the words that everything said in a language has, case folded.

    They are more than those that no search should look for.
    """
    import stopwordsiso  # noqa: PLC0415 - reads a megabyte, which few articles need

    return frozenset(word.casefold() for word in stopwordsiso.stopwords(language))


@cache
def irregular_forms(language: str) -> dict[str, str]:
    """Return a language's irregular word forms with the form they are indexed by."""
    if language != _LISTED:
        return {}
    rows = [row.split() for row in _rows("irregular_en.txt")]
    return {form: row[0] for row in rows for form in row[1:]}


@cache
def weak_words(language: str) -> frozenset[str]:
    """Return words that a question needs more than its answer does: name, kind."""
    rows = _rows(f"weak_{language}.txt") if language in _WEAK else []
    return frozenset(word for row in rows for word in row.split())


@cache
def months(language: str) -> tuple[str, ...]:
    """Return the months of a language, case folded; none where they aren't known."""
    return _dated(language)


@cache
def month_names(language: str) -> dict[str, str]:
    """Return the months by their names, whole and cut short to three letters or more.

    What may be short for two is for none.
    """
    found: dict[str, str | None] = {}
    for name in months(language):
        for length in range(_SHORT, len(name)):
            short = name[:length]
            found[short] = None if short in found else name
    found |= {name: name for name in months(language)}
    return {short: name for short, name in found.items() if name}


@cache
def short_months(language: str) -> frozenset[str]:
    """Return the months' short names that are no other words, such as "sept"."""
    return frozenset(_dated(f"{language} short"))


@cache
def ordinals(language: str) -> dict[str, str]:
    """Return the words for days of the month with their numbers."""
    listed = _dated(f"{language} ordinals")
    return {word: str(number) for number, word in enumerate(listed, start=1)}


@cache
def tens(language: str) -> dict[str, int]:
    """Return the words for tens that ordinals stand behind, with their numbers."""
    listed = _dated(f"{language} tens")
    return {word: 10 * number for number, word in enumerate(listed, start=2)}


@cache
def synonyms(language: str) -> tuple[tuple[str, ...], ...]:
    """Return groups of words and phrases that stand for one another."""
    return _groups("synonyms_en.txt", ", ", language)


@cache
def places(language: str) -> tuple[tuple[str, ...], ...]:
    """Return for each country its names, its people's name and its capital."""
    return _groups("places_en.tsv", "\t", language)


def _dated(name: str) -> tuple[str, ...]:
    rows = (row.partition(": ") for row in _rows("dates.txt"))
    return next((tuple(words.split()) for code, _, words in rows if code == name), ())


def _groups(name: str, divider: str, language: str) -> tuple[tuple[str, ...], ...]:
    rows = _rows(name) if language == _LISTED else []
    return tuple(tuple(row.split(divider)) for row in rows)


def _rows(name: str) -> list[str]:
    text = (files("bot.retrieval") / "words" / name).read_text(encoding="utf-8")
    return [row for row in text.splitlines() if row and not row.startswith("#")]
