"""Keeps the texts of articles, so that they need not stand in memory."""

from __future__ import annotations

import struct
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.annotations.kept import Kept
from bot.articles import AnnotatedSentences
from bot.articles.kept_article import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.articles import Article
    from bot.articles.kept_article import KeptArticle

__all__ = ["Texts"]

_FORMAT = "1"  # of the records
_HELD = 1_000_000  # characters of the texts read last, which are remembered
_LENGTH = struct.Struct("<I")


class Texts:
    """Texts with their annotated sentences in a file, by their articles' `text_key`.

    `again` finds a text in another place where it is not in the file any more, and
    raises StorageError where it is in none.
    """

    def __init__(
        self, file: Path | None, again: Callable[[KeptArticle], Content]
    ) -> None:
        self._kept = Kept(file, quiet=True)
        self._again = again
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, Content] = OrderedDict()
        self._size = 0

    def __call__(self, article: KeptArticle) -> Content:
        """Return the text of an article; raises StorageError."""
        key = article.content_key
        with self._lock:
            if content := self._held.get(key):
                self._held.move_to_end(key)
                return content
        content = self._read(article)
        if key != article.text_key:
            numbered = content.sentences.renumbered(article.numbers)
            content = content._replace(sentences=numbered)
        self._remember(key, content)
        return content

    def keys(self) -> set[bytes]:
        """Return the keys of the texts that are kept."""
        return self._kept.keys()

    def keep(self, articles: Iterable[Article]) -> bool:
        """Keep the texts of articles; return whether they are kept."""
        records = ((article.text_key, _record(article)) for article in articles)
        return self._kept.keep(_FORMAT, records)

    def drop(self, keys: Iterable[bytes]) -> None:
        """Forget texts."""
        self._kept.keep(_FORMAT, (), keys)

    def _read(self, article: KeptArticle) -> Content:
        record = self._kept.read(article.text_key)
        if record is not None and record.version == _FORMAT:
            return _content(record.data)
        content = self._again(article)
        self._kept.keep(_FORMAT, [(article.text_key, _data(content))])
        return content

    def _remember(self, key: bytes, content: Content) -> None:
        with self._lock:
            if key not in self._held:
                self._held[key] = content
                self._size += len(content.body)
            while self._size > _HELD and len(self._held) > 1:
                self._size -= len(self._held.popitem(last=False)[1].body)


def _record(article: Article) -> bytes:
    sentences = AnnotatedSentences.of(article.sentences)
    return _data(Content(article.body, sentences))


def _data(content: Content) -> bytes:
    body = content.body.encode()
    sentences = content.sentences.to_bytes()
    return b"".join((_LENGTH.pack(len(body)), body, sentences))


def _content(data: bytes) -> Content:
    end = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    body = data[_LENGTH.size : end].decode()
    return Content(body, AnnotatedSentences.from_bytes(data[end:]))
