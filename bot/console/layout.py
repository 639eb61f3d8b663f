"""Lays an answer out as lines: quotations, who says them, where they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering import LISTS, WHICH_ARTICLE
from bot.console.output import BLANK, Line, Piece, Style, line, visible
from bot.presentation import (
    Credit,
    NoteKind,
    Quotation,
    answer_notes,
    passage_blocks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Answer, Evidence, Voice
    from bot.articles import Article
    from bot.presentation import Note

__all__ = ["answer_lines", "article_lines"]

_LINE_END = re.compile(r"\r\n?|\n")
_STANCES = {"claim": "claim", "denial": "denial", "report": "reported"}
_OTHER_SIDE = "The other side:"
_CLOSEST = "Closest passages, which may not answer it:"
_LONGEST_WORD = 60  # characters of a question's word
_HINT = "Other words may find more; --closest shows the nearest passages."
_HERE = {  # what leads on, by what does on Discord
    LISTS: "`verbatim articles` lists what can be asked about.",
    WHICH_ARTICLE: "Which article do you mean? `verbatim articles` lists them, and "
    "--article names one.",
}
_SAID = {
    NoteKind.DISPUTED: "The article reports this as disputed.",
    NoteKind.UNSURE: "I am not sure that this answers it:",
    NoteKind.NOT_FOUND: "The articles do not answer this question.",
    NoteKind.OPENING: "I write no summaries. This is how the article begins:",
    NoteKind.FOREIGN: "The question seems to be in a different language from the"
    " articles; ask in theirs.",
}


def answer_lines(
    answer: Answer, *, emphasis: bool, closest: bool = False
) -> Iterator[Line]:
    """Yield an answer's lines.

    `emphasis` says whether matched words will look different, which the source
    line then says; `closest` asks for the nearest passages where nothing answers.
    """
    notes = list(answer_notes(answer))
    if answer.evidence:
        notes = [note for note in notes if note.kind is not NoteKind.UNKNOWN]
    elif not answer.remark:
        notes = [note for note in notes if note.kind is not NoteKind.READING]
    yield from map(_note, notes)
    if answer.about:
        yield line(_source(answer.about), Style.SMALL)
    if answer.evidence:
        if notes:
            yield BLANK
        yield from _passages(answer.evidence, emphasis=emphasis)
    elif closest and answer.closest:
        yield line(_CLOSEST, Style.NOTICE)
        yield from _passages(answer.closest, emphasis=emphasis)
    elif not answer.remark:
        yield line(_HINT, Style.SMALL)


def article_lines(article: Article) -> Iterator[Line]:
    """Yield an article's entry in a list: slug, name, source, licence."""
    yield line(article.slug, Style.SPEAKER)
    yield line(_source(article), prefix="  ")
    if article.source.notice:
        yield line(article.source.notice, Style.SMALL, "  ")
    if article.correction:
        yield line(f"Corrected: {article.correction}", Style.NOTICE, "  ")


def _note(note: Note) -> Line:
    """Return a line of ours."""
    words = [f"“{_clipped(word)}”" for word in note.words]
    if note.kind is NoteKind.REMARK:
        return line(_here(note.words[0]))
    if note.kind is NoteKind.READING:
        return line(f"{words[0]} read as {words[1]}", Style.SMALL)
    if note.kind is NoteKind.UNKNOWN:
        plural = "s" if len(words) > 1 else ""
        return line(f"No article has the word{plural} {', '.join(words)}.")
    if note.kind is NoteKind.MEANT:
        pairs = zip(words[::2], words[1::2], strict=True)
        meant = ", ".join(f"{to} (for {asked})" for asked, to in pairs)
        return line(f"Did you mean {meant}?")
    return line(_SAID[note.kind], Style.NOTICE)


def _here(remark: str) -> str:
    """Return what is said of commands as it holds in a terminal."""
    said = _HERE.get(remark, remark)
    return f"On Discord, {said}" if said.startswith("/") else said


def _clipped(word: str) -> str:
    most = _LONGEST_WORD
    return word if len(word) <= most else f"{word[: most - 1]}…"


def _passages(evidence: Iterable[Evidence], *, emphasis: bool) -> Iterator[Line]:
    """Yield passages; a run of one article's passages shares its source line."""
    ended = False
    for block in passage_blocks(evidence):
        if ended:
            yield BLANK
        ended = isinstance(block, Credit)
        if isinstance(block, Quotation):
            yield from _passage(block.evidence)
            yield BLANK
        else:
            yield from _credit(block, emphasis=emphasis and block.emphasis)


def _credit(credit: Credit, *, emphasis: bool) -> Iterator[Line]:
    change = "excerpt, emphasis added" if emphasis else "excerpt"
    article = credit.article
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
    if columns := evidence.columns:  # of a table, above its row
        yield Line((Piece(visible(evidence.article.text(*columns))),), "> ")
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
    """Return who says something; the outlet where nobody else does, not even "he"."""
    stance = _STANCES[voice.stance.value]
    if voice.speaker:
        return f"{voice.speaker}, {stance}"
    outlet = publisher if stance == "reported" and not voice.unnamed else None
    return f"reported by {outlet}" if outlet else stance


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
