"""An article as the index takes it: its text, its sentences, and who says them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import compress, groupby, pairwise, zip_longest
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.articles import Stance, is_unnamed, tells_of_speech
from bot.articles.tables import APART
from bot.retrieval import Document, Segments, asks, months

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.articles import Article, Sentence, Span
    from bot.meaning import Encoder
    from bot.retrieval import Analysis

__all__ = [
    "ACTS",
    "ALLEGES",
    "ASIDE",
    "ASKED",
    "DENIES",
    "NAMES_SPEAKER",
    "REASON",
    "UNNAMED",
    "ArticleSource",
    "document_of",
    "introduction",
    "segments_of",
]

# What the index marks sentences with.
ALLEGES, DENIES, NAMES_SPEAKER, ASIDE, ASKED, ACTS, UNNAMED = 1, 2, 4, 8, 16, 32, 64
REASON = 128
_OF_STANCE = {Stance.CLAIM: ALLEGES, Stance.DENIAL: DENIES, Stance.REPORT: 0}
_INTERVIEW = 2  # paragraphs that ask and are answered by the next
# What gives a reason, in the languages of the interface.
_REASONS = (
    *("because", "cause", "due to", "owing to", "so that", "in order to"),
    *("to avoid", "to prevent", "as a result", "led to"),
    *("that's why", "that’s why", "that is why"),
    *("weil", "damit", "wegen", "deshalb", "aufgrund"),
    *("parce que", "parce qu'", "parce qu’", "afin", "à cause", "en raison", "grâce à"),
)
_BECAUSE = re.compile(rf"\b(?:{'|'.join(_REASONS)})\b")
_LABEL = re.compile(r"[\W_]{0,3}([^\W_][^:\n]{0,40})[*_]{0,3}:")
_AROUND_TITLE = "#*_: \t"
_REFERENCES = {
    *("sources", "references", "external links", "see also", "further reading"),
    *("related news", "related articles", "bibliography", "footnotes"),
    *("quellen", "einzelnachweise", "literatur", "weblinks", "siehe auch"),
    *("références", "liens externes", "voir aussi", "bibliographie"),
}
_STATEMENT = re.compile(r"^(?=\S+(?: \S+){5}).*[.!?][\"”’»)]*\s*$", re.DOTALL)
_MONTHS = "|".join(
    sorted(
        {name[:3] for code in ("de", "en", "fr", "es", "it") for name in months(code)}
    )
)
_DATELINE = re.compile(
    rf"(?:\w{{5,12}},? )?(?:\d{{1,2}}\.? )?(?:{_MONTHS})\w{{0,9}}\.?"
    r"(?: \d{1,2})?,? \d{4}",
    re.IGNORECASE,
)


class ArticleSource(NamedTuple):
    """A source of the index; `group` tells whose article it is."""

    article: Article
    group: str = ""

    @property
    def text(self) -> str:
        """The article's body."""
        return self.article.body

    @property
    def key(self) -> bytes:
        """What tells its text and its annotations from others."""
        return self.article.key

    def analysed(self, analysis: Analysis) -> Mapping[str, NDArray[Any]]:
        """Return its arrays."""
        return analysis.arrays(document_of(self.article))


def segments_of(language: str, encoder: Encoder | None = None) -> Segments:
    """Return segments that are held in memory, with vectors of what is known to it."""
    known = encoder if encoder is not None and encoder.knows(language) else None
    return Segments(language, encoder=known)


def document_of(article: Article) -> Document:
    """Return an article as a document.

    A sentence is found by the name of who says it, and by the titles of the article and
    of the section that it stands in, as well; its second field says who says it.
    """
    told = article.sentences
    titles = _titles(article)
    tags = {s.start: _tags(article, s) for s in told}
    paragraphs = [*_paragraphs(article)]
    for sentence in _asides(paragraphs):
        tags[sentence.start] |= ASIDE
    for sentence in _asked(article, paragraphs):
        tags[sentence.start] |= ASKED
    return Document(
        article.body,
        [(s.start, s.end, s.paragraph, s.heading) for s in told],
        also={
            s.start: f"{above} {article.text(*s.speaker) if s.speaker else ''}"
            for s, above in zip(told, titles, strict=True)
        },
        labels={s.start: article.text(*s.introduced) for s in told if s.introduced},
        tags=tags,
    )


def introduction(article: Article, sentence: Sentence) -> str:
    """Return what an article calls whoever says a sentence, "" where nobody does."""
    return article.text(*sentence.introduced) if sentence.introduced else ""


def _titles(article: Article) -> Iterator[str]:
    """Yield for each sentence what stands above it: the title, the last heading.

    Above a row of a table its headers do as well.
    """
    title, heading = article.source.title or article.label or "", ""
    columns, before = "", 0
    told = [*article.sentences]
    for sentence, after in zip_longest(told, told[1:]):
        text = article.text(sentence.start, sentence.end)
        if sentence.heading and "|" in text and _is_row_below(article, sentence, after):
            columns = text  # "# Ferries | The Courier" stands above no row
        elif sentence.heading:
            heading = text
        if "|" not in text or APART.search(article.body, before, sentence.start):
            columns = columns if sentence.heading else ""
        before = sentence.end
        yield f"{title} {heading} {columns}"


def _is_row_below(article: Article, one: Sentence, after: Sentence | None) -> bool:
    """Return whether the next sentence is a row of the table that one heads."""
    if after is None or after.heading:
        return False
    row = article.text(after.start, after.end)
    return "|" in row and not APART.search(article.body, one.end, after.start)


def _asides(paragraphs: Sequence[_Paragraph]) -> Iterator[Sentence]:
    """Yield the sentences that answer nothing, though they share a question's words.

    They are those of a list of sources, to the first line that is a sentence, of a line
    that is a date, and those by which an interviewer leads up to a question, which is
    known to ask anyway.
    """
    listed = False
    for text, sentences, leads in paragraphs:
        title = text.strip(_AROUND_TITLE).casefold() in _REFERENCES
        ends = sentences[0].heading or bool(_STATEMENT.search(text))
        listed = title or (listed and not ends)
        if listed or _DATELINE.fullmatch(text.strip()):
            yield from sentences
        elif leads:
            yield from sentences[:-1]


def _asked(article: Article, paragraphs: Sequence[_Paragraph]) -> Iterator[Sentence]:
    """Yield the sentences that ask, and all of an interviewer's.

    Whose paragraphs mostly ask, by the name before them or as they are bold, is one.
    """
    marks = [_mark(one.text) for one in paragraphs]
    every = Counter(marks)
    led = Counter(compress(marks, (one.leads for one in paragraphs)))
    for (_, sentences, leads), mark in zip(paragraphs, marks, strict=True):
        if leads or (mark and 2 * led[mark] > every[mark]):
            yield from sentences
        else:
            yield from (s for s in sentences if asks(article.text(s.start, s.end)))


class _Paragraph(NamedTuple):
    """A paragraph, and whether it leads to the next one, which answers it."""

    text: str
    sentences: tuple[Sentence, ...]
    leads: bool


def _paragraphs(article: Article) -> Iterator[_Paragraph]:
    """Yield the paragraphs of an article."""
    of = groupby(article.sentences, key=attrgetter("paragraph"))
    each = [tuple(sentences) for _, sentences in of]
    texts = [article.text(some[0].start, some[-1].end) for some in each]
    yield from map(_Paragraph, texts, each, _leading(texts))


def _leading(paragraphs: Sequence[str]) -> list[bool]:
    """Return which paragraphs of an interview end in a question; none without several.

    The next one does not, but answers it.
    """
    asking = [asks(text) for text in paragraphs]
    leading = [*(one and not two for one, two in pairwise(asking)), False]
    return leading if sum(leading) >= _INTERVIEW else [False] * len(asking)


def _mark(text: str) -> str:
    """Return what tells whose a paragraph of an interview is: a name, or its weight."""
    if label := _LABEL.match(text):
        return label[1].casefold()
    return "**" if text.startswith("**") and text.endswith("**") else ""


def _tags(article: Article, sentence: Sentence) -> int:
    text = article.text(sentence.start, sentence.end)
    tags = _OF_STANCE[sentence.stance] | (REASON if _gives_reason(text) else 0)
    if sentence.speaker is None:  # nobody is to say a sentence that tells of speech
        return tags | (ACTS if tells_of_speech(text, article.language) else 0)
    who = introduction(article, sentence)
    unnamed = UNNAMED if who and is_unnamed(who, article.language) else 0
    names = NAMES_SPEAKER if _names_speaker(article, sentence, sentence.speaker) else 0
    return tags | names | unnamed


def _gives_reason(text: str) -> bool:
    lower = text.lower()
    # Looked for one by one, they are missed ten times as fast as by the pattern.
    some = any(words in lower for words in _REASONS)
    return some and _BECAUSE.search(lower) is not None


def _names_speaker(article: Article, sentence: Sentence, speaker: Span) -> bool:
    """Return whether a sentence has its speaker's phrase, or a name's last word."""
    if sentence.start <= speaker.start < sentence.end:
        return True
    name = article.text(*speaker).split()
    text = article.text(sentence.start, sentence.end)
    return all(word[0].isupper() for word in name) and name[-1] in text
