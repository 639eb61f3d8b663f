"""Splits a body into paragraphs and sentences, keeping every offset.

sentencex (Wikimedia) finds the sentences. It takes a quotation for one sentence
however many it holds, so it is shown a copy of the text in which quotation marks
are blanks of the same length; the marks then go to the sentence they belong to.
"""

from __future__ import annotations

import re
from heapq import merge
from itertools import islice, pairwise, tee, zip_longest
from typing import TYPE_CHECKING

from sentencex import get_sentence_boundaries

from bot.articles.abbreviations import abbreviations
from bot.articles.article import Sentence, Span
from bot.articles.tables import is_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST", "is_item", "overlong", "split"]

LONGEST = 1_000  # characters of a sentence; a text without a full stop is divided
_WINDOW = 1_000  # characters; a text without blanks takes sentencex quadratic time
_AHEAD = 100  # characters; it looks at 30 bytes behind a full stop
_TAIL = 20  # characters; what stands further before a boundary has no say in it

_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』"
# sentencex panics where a wide blank stands between an initial and its full stop. An
# apostrophe inside a word stays: else "Parkinson's." ends in an initial. What may not
# be is looked for behind the one character, which is found soonest so. Halves of
# characters (surrogates) are no text to sentencex.
_MASK = re.compile(
    rf"[{_MARKS}!\s\ud800-\udfff](?<![ \n])(?<!(?<=\w)['’](?=\w))(?<!!(?!\[))"
)
# A mark behind a full stop closes, unless it can open and a word follows at once.
# In French a blank stands before the closing mark. Markdown's emphasis closes too.
_CLOSING = re.compile(
    r"(?:[\"'`”’»›」』)\]}]|\s[)\]}](?=\s|\Z)|[“„‟‘‚‛«‹「『](?!\w)|\s+[»›](?=[\s,;:.!?)]|\Z)"
    r"|(?:\*{1,3}|_{1,3})(?=\s|\Z))+"
)
# What sentencex never divides, nor ends behind: "(He denies it.) Poe said so."
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_ENDED = re.compile(rf"(?:\A|[.!?…][{_MARKS})\]}}]*\s)[\s{_MARKS}]*\Z")
_TERMINAL = re.compile(rf"[.!?…][{_MARKS}]*\Z")
_LINE = re.compile(r"[^\n]*\n?")  # the last one is empty and ends the last paragraph
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_ITEM = re.compile(r"\s{0,3}(?:[-*+•]|\d{1,3}[.)])\s+(?=\S)")
_TURN = re.compile(r"\s{0,3}[*_]{0,3}(?:[QA]|Question|Answer|Frage|Antwort):(?!\w)")
_SENTENCE = 3  # words of the shortest that stands in brackets by itself
_NOTE = re.compile(r"\s*\[[^\]]*\]\s*")
# sentencex takes these for months, titles and numbers cut short, whatever follows.
# Their full stop is looked for first: a text has fewer of these than of words.
_WHOLE = re.compile(
    r"\.(?:(?:(?<=\bMay.)|(?<=\bart.)|(?<=\bill.)|(?<=\bme.)|(?<=\bmiss.)|(?<=\bno.)"
    r"|(?<=\bore.))(?=[\"'”’]?\s+[\"'“‘]?[A-Z])|(?<=\bNo.)(?=[\"'”’])"
    r"|(?:(?<=\ANo.)|(?<=\A[\"'“‘]No.)|(?<=\nNo.)|(?<=\n[\"'“‘]No.)"
    r"|(?<=[.!?] No.)|(?<=[.!?] [\"'“‘]No.))(?=\s+[^\W\d]))"
)
_FULL_STOP = re.compile(r"\.(?<=\w.)(?=[\"'”’»)\]}]*\s+[\"“‘«„(¿¡]*[^\W_a-zß-öø-ÿ])")
_BEGINS_WORD = re.compile(r"(?:\A|\s)[^\w\s]*\.\Z")
_LOOK = 30  # characters behind a full stop in which the next word stands
_CLOSERS = "\"'”’»)]}"
_WORD = re.compile(r"\w")
_MAY_END = re.compile(r"[^\w\s,|()/-]")  # without such a mark a paragraph is a sentence
_COMMA = re.compile(r"\s*[,;:،؛、\uff0c\uff1a\uff1b]")
_PARTICLE = re.compile("[ぁ-ん]")
_DECIMAL = re.compile(r"\d\.\Z")
_ORDINAL = re.compile(r"\b\d{1,2}\.\Z")
# One letter, but of no script from Thai on: in Korean a sentence may be one.
_INITIAL = re.compile(r"(?<![^\s.(-])([^\W\d_\u0e00-\U0010ffff]|डॉ)\.\Z")


def split(body: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of `body` in order; none overlap, none is blank.

    Blank lines separate paragraphs; a Markdown heading, list item or row is one by
    itself, and the headers of a table are a heading. What is longer than LONGEST is
    divided at a line's end or a semicolon, else at a blank. Offsets are code points
    into `body`.
    """
    return tuple(
        Sentence(start, end, number, heading=heading)
        for number, (block, heading) in enumerate(_paragraphs(body), start=1)
        for whole in _sentences(body, block, language)
        for start, end in _divided(body, whole)
    )


def overlong(body: str, language: str) -> int:
    """Return how many sentences are longer than LONGEST, and so are divided."""
    return sum(
        end - start > LONGEST
        for block, _ in _paragraphs(body)
        for start, end in _sentences(body, block, language)
    )


def is_item(body: str, start: int) -> bool:
    """Return whether an offset stands in a list item's first line."""
    line = body.rfind("\n", max(start - LONGEST, 0), start) + 1
    return (line > 0 or start < LONGEST) and _ITEM.match(body, line) is not None


def _paragraphs(body: str) -> Iterator[tuple[Span, bool]]:
    """Yield the span of each paragraph's text, and whether it is a heading."""
    block: Span | None = None
    in_row = False
    for line, row, headers in _lines(body):
        text = line.group()
        marker = _HEADING.match(text) or _ITEM.match(text)
        words = _WORD.search(text, marker.end() if marker else 0)
        apart = marker or row or in_row or _TURN.match(text)
        if block and (apart or not text.strip()):
            yield block, False
            block = None
        in_row = row
        if words and headers:
            yield Span(*line.span()), True
        elif words and marker and marker.re is _HEADING:
            yield Span(line.start() + marker.end(), line.end()), True
        elif words or (block and text.strip()):  # a rule is no text of its own
            begin = line.start() + (marker.end() if marker else 0)
            block = Span(block.start if block else begin, line.end())


def _lines(body: str) -> Iterator[tuple[re.Match[str], bool, bool]]:
    """Yield each line, whether it is a row, and whether it has a table's headers.

    Headers stand above other rows, or they would head nothing.
    """
    now, below, next_but_one = tee(_LINE.finditer(body), 3)
    ahead = islice(below, 1, None), islice(next_but_one, 2, None)
    in_table = False
    for line, rule, row in zip_longest(now, *ahead):
        text = line.group()
        in_table = in_table and "|" in text  # in which a row may hold dashes
        follows = not in_table and row is not None and "|" in row[0]
        headers = follows and is_rule(rule[0], text)
        in_table = in_table or headers
        ends = text.strip()
        piped = len(ends) > 1 and ends[0] == ends[-1] == "|"
        yield line, in_table or piped, headers


def _sentences(body: str, block: Span, language: str) -> Iterator[Span]:
    """Yield the spans of the sentences inside one paragraph; they leave no mark out."""
    text = body[block.start : block.end]
    start = 0
    if not _MAY_END.search(text):
        yield _stripped(text, 0, len(text), block.start)
        return
    for end, following in pairwise([*_boundaries(text, language), len(text)]):
        before = text[max(start, end - _TAIL) : end].rstrip()
        if _continues(before, text[end:following], language):
            continue
        if _WORD.search(text, start, end):
            yield _stripped(text, start, end, block.start)
            start = end
    yield _stripped(text, start, len(text), block.start)


def _divided(body: str, whole: Span) -> Iterator[Span]:
    """Yield the parts of a sentence, each with a word, none too long if it can be."""
    start, end = whole
    while end - start > LONGEST:
        cut = _cut(body, start)
        if word := _WORD.search(body, start, end):
            cut = max(cut, word.end())
        if not (following := _WORD.search(body, cut, end)):
            break
        yield _stripped(body[start:cut], 0, cut - start, start)
        between = body[cut : following.start()]
        start = cut + len(between) - len(between.lstrip())
    yield Span(start, end)


def _cut(body: str, start: int) -> int:
    """Return where to divide a sentence that begins at an offset."""
    last = start + LONGEST
    clause = max(body.rfind(mark, start, last) for mark in "\n;")
    if clause < 0:
        clause = max(body.rfind(blank, start, last) for blank in " \t\u00a0\u3000")
    return clause + 1 or last


def _boundaries(text: str, language: str) -> Iterator[int]:
    """Yield where sentencex divides the text, behind the marks that close there."""
    shown = _without_brackets(_MASK.sub(" ", text), text)
    start = 0
    while start < len(shown):
        window = shown[start : start + _WINDOW]
        last = start + len(window) == len(shown)
        sure = len(window) if last else len(window) - _AHEAD
        found = [b["end_index"] for b in get_sentence_boundaries(language, window)]
        others = _others(text, start, start + len(window), language)
        found = [*merge(found, (end - start for end in others))]
        ends = [end for end in found if end <= sure]
        for previous, end in pairwise([0, *ends]):
            stop = start + previous + len(window[previous:end].rstrip())
            closing = _CLOSING.match(text, stop)
            yield closing.end() if closing else stop
        start += ends[-1] if ends else sure


def _others(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Yield the ends of sentences inside a window that sentencex may miss."""
    whole = _WHOLE.finditer(text, start, end) if language == "en" else ()
    known = abbreviations(language)
    stops = _FULL_STOP.finditer(text, start, end) if known.beginnings else ()
    yield from merge(
        (match.end() for match in whole),
        (
            match.end()
            for match in stops
            if known.ends(
                text[max(start, match.end() - _TAIL) : match.end()],
                text[match.end() : match.end() + _LOOK].lstrip(_CLOSERS),
            )
        ),
    )


def _without_brackets(shown: str, text: str) -> str:
    """Return the text that is shown, with blanks for brackets around sentences."""
    blanks = []
    for match in _BRACKETED.finditer(text):
        inner = match[1].strip().lstrip(_MARKS)
        before = text[max(0, match.start() - _TAIL) : match.start()]
        alone = inner[:1].isupper() and _ENDED.search(before)
        if alone and _TERMINAL.search(inner):
            blanks += [match.start(), match.end() - 1]
    pieces = [shown[a + 1 : b] for a, b in pairwise([-1, *blanks, len(shown)])]
    return " ".join(pieces)


def _continues(before: str, after: str, language: str) -> bool:
    """Return whether a sentence goes on behind a boundary that sentencex found.

    `before` is its end, `after` what follows up to the next boundary. It goes on in a
    bracketed note, behind a comma, and in lower case after a quotation that ends in a
    question mark or a full stop ("Why?" she asked).
    """
    first = _WORD.search(after)
    if first is None or _is_note(after) or _COMMA.match(after):
        return True
    if abbreviations(language).go_on(before, after) or _inside_word(before, after):
        return True
    quoted = before.endswith(tuple(_MARKS))
    if first[0] != first[0].title():  # lower case, which Georgian is not
        return quoted or language != "en" or before.endswith((")", "]"))
    return (quoted and _PARTICLE.match(after) is not None) or _abbreviated(
        before, after, language
    )


def _is_note(text: str) -> bool:
    """Return whether a text is a note in brackets, and not a sentence in them."""
    inner = text.strip()[1:-1].strip().lstrip(_MARKS)
    ends = _TERMINAL.search(inner) and not inner.endswith(" al.")
    sentence = inner[:1].isupper() and ends and len(inner.split()) >= _SENTENCE
    return _NOTE.fullmatch(text) is not None and not sentence


def _abbreviated(before: str, after: str, language: str) -> bool:
    """Return whether a full stop belongs to a number, an initial or an ordinal.

    sentencex knows English initials ("vitamin C." may end a sentence) but few others.
    """
    begins = abbreviations(language).begins(after)
    if language == "de" and (ordinal := _ORDINAL.search(before)):
        return ordinal.start() == 0 or not begins
    initial = _INITIAL.search(before)
    letter = language != "en" and initial is not None and not initial[1].islower()
    return letter and not begins


def _inside_word(before: str, after: str) -> bool:
    """Return whether a full stop stands in a name: .NET, ASP.NET, 10.JPG."""
    if not after[:1].isalnum() or not before.endswith("."):
        return False
    within = _BEGINS_WORD.search(before) or _DECIMAL.search(before)
    return bool(within) or after[:2].isupper()


def _stripped(text: str, start: int, end: int, offset: int) -> Span:
    """Return the span without white space at its ends, counted from the body."""
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return Span(offset + start + lead, offset + start + len(inner.rstrip()))
