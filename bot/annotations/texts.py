"""Keeps the texts of articles, so that they need not stand in memory."""

from __future__ import annotations

import struct
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.annotations.kept import Kept
from bot.articles import AnnotatedSentences
from bot.articles.kept_article import Content, KeptArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from bot.articles import Article

__all__ = ["Texts"]

_FILE = "texts.db"
_FORMAT = "1"  # of the records
_HELD = 1_000_000  # characters of the texts read last, which are remembered
_LENGTH = struct.Struct("<I")


class Texts:
    """Texts with annotated sentences in a folder, by their articles' `text_key`.

    `again` finds a text in another place where it is not there any more, and raises
    StorageError where it is in none. Without a folder nothing is kept.
    """

    def __init__(
        self, folder: Path | None, again: Callable[[KeptArticle], Content]
    ) -> None:
        self._kept = Kept(folder / _FILE if folder else None, quiet=True)
        self._again = again
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, Content] = OrderedDict()
        self._size = 0
        self._wanted: set[bytes] | None = None
        self._stale: set[bytes] = set()

    def __call__(self, article: KeptArticle) -> Content:
        """Return the text of an article; raises StorageError."""
        key = article.content_key
        with self._lock:
            if content := self._held.get(key):
                self._held.move_to_end(key)
                return content
        content = self._read(article)
        if content.sentences.numbers != (numbers := article.numbers):
            renumbered = content.sentences.renumbered(numbers)
            content = content._replace(sentences=renumbered)
        self._remember(key, content)
        return content

    def keys(self) -> set[bytes]:
        """Return the keys of the texts that are kept."""
        return self._kept.keys()

    def keep(self, articles: Sequence[Article]) -> bool:
        """Keep the texts of articles; return whether they are kept."""
        records = ((article.text_key, _record(article)) for article in articles)
        return not articles or self._kept.keep(_FORMAT, records)

    def without_text(self, article: Article, place: str = "") -> KeptArticle:
        """Return an article whose text is kept, without it."""
        return KeptArticle.of(article, self, place)

    def want(self, keys: Iterable[bytes]) -> None:
        """Need these texts from now on; `drop_stale` forgets the others."""
        before = self.keys() if self._wanted is None else self._wanted
        self._wanted = {*keys}
        self._stale |= before - self._wanted

    def drop_stale(self, asked: Collection[bytes] = ()) -> None:
        """Forget the texts that nothing needs, but for those that are `asked` still."""
        stale = self._stale.difference(self._wanted or (), asked)
        self._stale.intersection_update(asked)
        if stale:
            self._kept.keep(_FORMAT, (), stale)

    def _read(self, article: KeptArticle) -> Content:
        record = self._kept.read(article.text_key)
        if record is not None and record.version == _FORMAT:
            return _content(record.data)
        content = self._again(article)
        # Whether it is needed is asked while nothing is dropped: else what was
        # withdrawn meanwhile would stay.
        needed = (key for key in [article.text_key] if self._wants(key))
        self._kept.keep(_FORMAT, ((key, _data(content)) for key in needed))
        return content

    def _wants(self, key: bytes) -> bool:
        return self._wanted is None or key in self._wanted

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
