"""The values an article is made of: its source, its sentences, who says what."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Self

from bot.articles.annotated import AnnotatedSentences
from bot.articles.sentence import Sentence, Span, Stance
from bot.articles.visible import is_seen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Article",
    "Doubt",
    "Extract",
    "Sentence",
    "Source",
    "Span",
    "Stance",
    "name_of",
]

_KEY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article comes from; what the source does not give is None.

    A field of only white space and invisible characters counts as not given.
    """

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    place: str | None = None
    url: str | None = None
    published: str | None = None
    license: str | None = None
    license_url: str | None = None
    notice: str | None = None

    def __post_init__(self) -> None:
        """Treat what nobody sees as absent."""
        for name in self.__slots__:  # its fields; `fields` takes longer to tell them
            given = getattr(self, name)
            if given is not None and not is_seen(given):
                object.__setattr__(self, name, None)


def name_of(slug: str, *names: str | None) -> str:
    """Return what an article is called: by the first of its names that is seen."""
    return next((name for name in names if name and is_seen(name)), slug)


class Doubt(StrEnum):
    """What makes one look twice at a text before it is added."""

    COLUMNS = "columns"  # two columns seem to be read as one
    CONSENT = "consent"  # it may be only a notice that asks for consent
    PAYWALL = "paywall"  # it seems to be only the beginning of an article that is sold


@dataclass(frozen=True, slots=True)
class Extract:
    """All that a file or a page says of an article, before it has a slug.

    `body` has blank lines between paragraphs and `#` before headings. `language` is
    None where the source does not name it, `label` as in an Article. `left_out` names
    what stands in the article and not in the body, as pairs of a kind and how many:
    `table`, `list`, `paragraph`, `caption`, `embedded` (what a page shows in a frame
    or plays), `page` (without text).
    """

    body: str
    source: Source
    language: str | None = None
    label: str | None = None
    left_out: tuple[tuple[str, int], ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def fields(self) -> dict[str, str | None]:
        """All that is said of the text, by the names that front matter has."""
        others = {"label": self.label, "language": self.language}
        return {**asdict(self.source), **others}

    def with_fields(self, values: Mapping[str, str]) -> Extract:
        """Return it with other values in some fields; a blank one is taken away."""
        given = {
            name: " ".join(value.split()) or None for name, value in values.items()
        }
        label = given.pop("label", self.label)
        language = given.pop("language", self.language)
        source = replace(self.source, **given)
        return replace(self, source=source, language=language, label=label)


@dataclass(frozen=True, eq=False)
class Article:
    """One article: `body[sentence.start:sentence.end]` is each sentence's text.

    `label` is this project's own short name for an article whose source gives no
    title. `language` is a code of ISO 639-1 (639-3 where that has none). `correction`
    says what was wrong with an earlier text, where somebody marked that.

    Two are equal where all their values are, whether their text is in memory or kept.
    """

    slug: str
    body: str
    source: Source
    sentences: Sequence[Sentence]
    label: str | None = None
    language: str = "en"
    correction: str | None = None

    @cached_property
    def name(self) -> str:
        """The source's title, else our label, else the slug."""
        return name_of(self.slug, self.source.title, self.label)

    @property
    def paragraphs(self) -> Mapping[int, Span]:
        """The paragraphs by their numbers, in the order of the text."""
        spans: dict[int, Span] = {}
        for sentence in self.sentences:
            start = spans.get(sentence.paragraph, sentence).start
            spans[sentence.paragraph] = Span(start, sentence.end)
        return spans

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its paragraphs, in the order of the text."""
        return self._annotated.numbers

    @cached_property
    def text_key(self) -> bytes:
        """What tells its text, with who says what, from others: 16 bytes."""
        return self._annotated.digest(self.body, _KEY)

    @cached_property
    def key(self) -> bytes:
        """What tells its text and title, with who says what, from others: 16 bytes."""
        told = self.text_key
        title = f"{self.source.title}\0{self.label}"
        told += title.encode("utf-8", "surrogatepass")
        return blake2b(told, digest_size=_KEY).digest()

    @cached_property
    def content_hash(self) -> bytes:
        """The SHA-256 of its body in UTF-8; kept with the article, gone with it."""
        return sha256(self.body.encode("utf-8", "surrogatepass")).digest()

    @property
    def _annotated(self) -> AnnotatedSentences:
        return AnnotatedSentences.of(self.sentences)

    @property
    def _told(self) -> tuple[object, ...]:
        names = (self.slug, self.label, self.language, self.correction)
        return (*names, self.source, self.numbers, self.key)

    def __eq__(self, other: object) -> bool:
        """Return whether another one is the same article in the same text."""
        return isinstance(other, Article) and self._told == other._told

    def __hash__(self) -> int:
        """Return what equal articles have in common."""
        return hash(self.slug)

    def held(self) -> Article:
        """Return it with its text in memory, for whoever must not wait for a disk."""
        return self

    def corrected(self, reason: str | None) -> Article:
        """Return it with what was wrong with an earlier text."""
        return self._changed(correction=reason)

    def numbered(self, numbers: Sequence[int]) -> Article:
        """Return it with these numbers on its paragraphs, in order."""
        if tuple(numbers) == self.numbers:
            return self
        return self._changed(sentences=self._annotated.renumbered(numbers))

    def _changed(self, **values: object) -> Self:
        """Return it with other values, none of which changes what is cached."""
        article = object.__new__(type(self))
        vars(article).update(vars(self), **values)
        return article

    def sentence_at(self, start: int) -> Sentence:
        """Return the sentence that begins at an offset."""
        return self._annotated.at(start)

    def text(self, start: int, end: int) -> str:
        """Return the article's own words between two offsets."""
        return self.body[start:end]

    def sentences_in(self, start: int, end: int) -> tuple[Sentence, ...]:
        """Return the sentences that lie wholly between two offsets, in order."""
        return self._annotated.within(start, end)
