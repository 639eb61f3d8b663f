"""Lays an answer out as lines: quotations, who says them, where they come from."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering import Status
from bot.console.line import BLANK, Line, Piece, Style, line
from bot.console.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Answer, Evidence, Reading, Voice
    from bot.articles import Article

__all__ = ["answer_lines", "article_lines"]

_LINE_END = re.compile(r"\r\n?|\n")
_STANCES = {"claim": "claim", "denial": "denial", "report": "reported"}
_NOT_FOUND = "The articles do not answer this question."
_UNSURE = "I am not sure that this answers it:"
_DISPUTED = "The article reports this as disputed."
_OTHER_SIDE = "The other side:"
_CLOSEST = "Closest passages, which may not answer it:"
_HINT = "Other words may find more; --closest shows the nearest passages."


def answer_lines(
    answer: Answer, *, emphasis: bool, closest: bool = False
) -> Iterator[Line]:
    """Yield an answer's lines.

    `emphasis` tells whether matched words will look different, which the source
    line then says; `closest` asks for the nearest passages where nothing answers.
    """
    if answer.remark:
        yield line(answer.remark)
    elif answer.evidence:
        yield from _preface(answer)
        yield from _passages(answer.evidence, emphasis=emphasis)
    else:
        yield from _not_found(answer)
        if closest and answer.closest:
            yield line(_CLOSEST, Style.NOTICE)
            yield from _passages(answer.closest, emphasis=emphasis)
        else:
            yield line(_HINT, Style.SMALL)


def article_lines(article: Article) -> Iterator[Line]:
    """Yield an article's entry in a list: slug, name, source, licence."""
    yield line(article.slug, Style.SPEAKER)
    yield line(_source(article), prefix="  ")
    if article.source.notice:
        yield line(article.source.notice, Style.SMALL, "  ")
    if article.correction:
        yield line(f"Corrected: {article.correction}", Style.NOTICE, "  ")


def _preface(answer: Answer) -> Iterator[Line]:
    for asked, taken_for in _words(answer.readings):
        yield line(f"“{asked}” read as “{taken_for}”", Style.SMALL)
    if answer.disputed:
        yield line(_DISPUTED, Style.NOTICE)
    if answer.status is Status.UNSURE:
        yield line(_UNSURE, Style.NOTICE)
    if answer.readings or answer.disputed or answer.status is Status.UNSURE:
        yield BLANK


def _not_found(answer: Answer) -> Iterator[Line]:
    yield line(_NOT_FOUND, Style.NOTICE)
    if answer.unknown_words:
        plural = "s" if len(answer.unknown_words) > 1 else ""
        named = ", ".join(f"“{word}”" for word in answer.unknown_words)
        yield line(f"No article has the word{plural} {named}.")
    if answer.suggestions:
        meant = (f"“{to}” (for “{asked}”)" for asked, to in _words(answer.suggestions))
        yield line(f"Did you mean {', '.join(meant)}?")


def _words(readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    return ((reading.asked, reading.taken_for) for reading in readings)


def _passages(evidence: Iterable[Evidence], *, emphasis: bool) -> Iterator[Line]:
    """Yield passages; a run of one article's passages shares its source line."""
    for number, (_, run) in enumerate(groupby(evidence, key=lambda e: e.article.slug)):
        if number:
            yield BLANK
        passages = list(run)
        for passage in passages:
            yield from _passage(passage)
            yield BLANK
        marked = emphasis and any(passage.highlights for passage in passages)
        change = "excerpt, emphasis added" if marked else "excerpt"
        article = passages[0].article
        yield line(f"{_source(article)} · {change}", Style.SMALL)
        if article.source.notice:
            yield line(article.source.notice, Style.SMALL)
        if article.correction:
            yield line(f"Corrected: {article.correction}", Style.NOTICE)


def _passage(evidence: Evidence) -> Iterator[Line]:
    if evidence.opposes:
        yield line(_OTHER_SIDE, Style.NOTICE)
    yield from _quotation(evidence)
    yield line(f"— {_speakers(evidence)} (¶ {evidence.paragraph})", Style.SPEAKER)


def _quotation(evidence: Evidence) -> Iterator[Line]:
    """Yield the passage as it stands, each of its lines behind a quotation sign.

    The sign shows where the article's words end, whatever these say.
    """
    rows: list[list[Piece]] = [[]]
    for text, style in _runs(evidence):
        first, *others = _LINE_END.split(text)
        rows[-1].append(Piece(visible(first), style))
        rows.extend([Piece(visible(other), style)] for other in others)
    yield from (Line(tuple(row), "> ") for row in rows)


def _runs(evidence: Evidence) -> Iterator[tuple[str, Style]]:
    """Yield the passage's text divided at its highlights."""
    article, place = evidence.article, evidence.start
    for start, end in evidence.highlights:
        yield article.text(place, start), Style.QUOTATION
        yield article.text(start, end), Style.MATCH
        place = end
    yield article.text(place, evidence.end), Style.QUOTATION


def _speakers(evidence: Evidence) -> str:
    """Return who speaks in the passage, each with a stance."""
    publisher = evidence.source.publisher
    return "; ".join(_voice(voice, publisher) for voice in evidence.voices)


def _voice(voice: Voice, publisher: str | None) -> str:
    """Return who says something; the outlet where nobody else does."""
    stance = _STANCES[voice.stance.value]
    if voice.speaker:
        return f"{voice.speaker}, {stance}"
    return f"reported by {publisher}" if stance == "reported" and publisher else stance


def _source(article: Article) -> str:
    """Return author, publisher, article, date, address and licence, where given."""
    source = article.source
    name = f"“{source.title}”" if source.title else article.label
    if article.label and not source.title:
        name = f"{article.label} (our label)"
    credit = ", ".join(filter(None, [source.author, source.publisher, name]))
    licence = " ".join(filter(None, [source.license, source.license_url]))
    parts = [credit or article.slug, source.published, source.url, licence]
    return " · ".join(filter(None, parts))
