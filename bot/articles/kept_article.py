"""An article whose text is read from where it is kept, whenever it is asked for.

So a library's texts take no memory, however many they are.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from bot.articles.article import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.articles.annotated import AnnotatedSentences
    from bot.articles.article import Source

    # It remembers some, may have to wait for a disk, and raises StorageError for a text
    # that is gone. Paragraphs have the numbers that the article has.
    Reader = Callable[["KeptArticle"], "Content"]

__all__ = ["Content", "KeptArticle", "Known"]


class Content(NamedTuple):
    """A text with its annotated sentences."""

    body: str
    sentences: AnnotatedSentences


class Known(NamedTuple):
    """What is known of an article's text without reading it, by an Article's names."""

    text_key: bytes
    key: bytes
    content_hash: bytes
    numbers: Sequence[int]

    @classmethod
    def of(cls, article: Article) -> Known:
        """Return what is known of an article's text."""
        keys = (article.text_key, article.key, article.content_hash)
        return cls(*keys, _short(article.numbers))


class KeptArticle(Article):
    """An article that has its body and its sentences read; they raise StorageError.

    `place` tells its reader where it comes from. `content_key` tells its text and its
    paragraphs' numbers from others.
    """

    content_key: bytes
    place: str
    _numbers: Sequence[int]
    _reader: Reader

    def __init__(
        self,
        slug: str,
        source: Source,
        label: str | None,
        language: str,
        *,
        known: Known,
        reader: Reader,
        place: str = "",
    ) -> None:
        # One by one: so the names are kept once for all articles, and not for each.
        put = object.__setattr__
        put(self, "slug", slug)
        put(self, "source", source)
        put(self, "label", label)
        put(self, "language", language)
        put(self, "correction", None)
        put(self, "text_key", known.text_key)
        put(self, "key", known.key)
        put(self, "content_hash", known.content_hash)
        put(self, "content_key", _key(known.text_key, known.numbers))
        put(self, "place", place)
        put(self, "_numbers", known.numbers)
        put(self, "_reader", reader)

    @classmethod
    def of(cls, article: Article, reader: Reader, place: str = "") -> KeptArticle:
        """Return an article, whose text its reader has, without it."""
        return cls(
            article.slug,
            article.source,
            article.label,
            article.language,
            known=Known.of(article),
            reader=reader,
            place=place,
        )

    @property
    def body(self) -> str:
        """Its text."""
        return self._content.body

    @property
    def sentences(self) -> AnnotatedSentences:
        """Its sentences."""
        return self._content.sentences

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its paragraphs, in the order of the text."""
        return tuple(self._numbers)

    @property
    def _content(self) -> Content:
        return self._reader(self)

    def held(self) -> Article:
        """Return it with its text in memory, for whoever must not wait for a disk."""
        body, sentences = self._content
        names = (self.label, self.language, self.correction)
        article = Article(self.slug, body, self.source, sentences, *names)
        known = {name: getattr(self, name) for name in ("key", "content_hash")}
        vars(article).update(known)  # as they are cached
        return article

    def numbered(self, numbers: Sequence[int]) -> Article:
        """Return it with these numbers on its paragraphs, in order."""
        if tuple(numbers) == self.numbers:
            return self
        new = _short(numbers)
        return self._changed(_numbers=new, content_key=_key(self.text_key, new))

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process has it: with its text."""
        return _whole, (self.held(),)


def _short(numbers: Sequence[int]) -> Sequence[int]:
    """Return numbers in little memory where they count from 1, as most do."""
    counted = range(1, len(numbers) + 1)
    return counted if tuple(counted) == tuple(numbers) else tuple(numbers)


def _key(text_key: bytes, numbers: Sequence[int]) -> bytes:
    """Return what tells a text with some numbers from others."""
    if numbers == range(1, len(numbers) + 1):
        return text_key
    told = repr(tuple(numbers)).encode()
    return blake2b(told, key=text_key, digest_size=len(text_key)).digest()


def _whole(article: Article) -> Article:
    return article
