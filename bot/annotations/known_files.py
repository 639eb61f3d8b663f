"""Remembers what the files of a corpus folder say, so that no start reads them again.

A file is as it was if the times of its last changes, its size and its place on the
disk are. One that was changed just before it was read may be changed again within the
same tick of the clock: it is read once more the next time.
"""

from __future__ import annotations

import json
import os
import struct
import time
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.annotations.kept import Kept
from bot.annotations.texts import Texts
from bot.articles import Source, read_corpus, read_text
from bot.articles.kept_article import KeptArticle, Known
from bot.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.annotations.annotator import Annotator
    from bot.annotations.kept import KeptRecord
    from bot.articles import Article, Corpus, Extract

__all__ = ["KnownFiles"]

_KEY = 16  # bytes
_FILE = "files.db"
_FORMAT = "2"  # of the records
_TICK = 3_000_000_000  # nanoseconds in which a file may change unseen
_STATE = struct.Struct("<5Q")
_SIZE = _STATE.size
_KEYS = struct.Struct("<16s16s32s")
_NUMBER = 8  # bytes
_MASK = (1 << 8 * _NUMBER) - 1
_UNKNOWN = Source()


class KnownFiles:
    """The articles that the files of a folder are, as the annotator would find them.

    What is known of them, and their texts, are kept in a `state` folder.
    """

    def __init__(
        self,
        annotator: Annotator,
        state: Path,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._annotator = annotator
        self._kept = Kept(state / _FILE, quiet=True)
        self._texts = Texts(state, partial(annotator.content, _body))
        self._version = f"{_FORMAT}.{annotator.version}"
        self._clock = clock
        self._known: dict[bytes, KeptRecord] | None = None
        self._with_text: set[bytes] = set()  # at the start
        self._read: dict[str, _File] = {}  # by slug

    def read(self, path: Path) -> Article | Extract:
        """Return the article that a file is, or what it says; raises ArticleError."""
        if self._known is None:
            self._known = self._kept.find()
            self._with_text = self._texts.keys()
        # Taken before reading: what is written meanwhile is seen the next time.
        state, now, slug = _state(path), self._clock(), path.stem
        key = _key(slug, state)
        record = self._known.pop(key, None)
        if record and record.version == self._version and record.data[:_SIZE] == state:
            article = _article(slug, record.data, self._texts, os.fspath(path))
            if article.text_key in self._with_text:
                return article
        text = read_text(path)
        is_old = state and now - max(_STATE.unpack(state)[:2]) > _TICK
        self._read[slug] = _File(key, state if is_old else b"", os.fspath(path))
        return text

    def corpus(
        self, folder: Path, read: Callable[[Path], Article | Extract] | None = None
    ) -> Corpus:
        """Return the articles and the problems of a folder, and forget other files.

        `read` is for one that knows some of the articles. Raises CorpusError.
        """
        annotator = self._annotator
        corpus = read_corpus(
            folder,
            annotator,
            read or self.read,
            keep=self._keep,
            languages=annotator.languages,
        )
        gone, self._known = self._known or {}, {}
        if gone:
            self._kept.keep(self._version, (), gone)
        self._texts.want(article.text_key for article in corpus.articles)
        self._with_text, self._read = set(), {}
        return corpus

    def _keep(self, articles: Sequence[Article]) -> Sequence[Article]:
        """Keep articles that had to be read, and return them without their texts.

        Those are in memory where they can't be kept. What an older version of the
        program found in texts is not known at the next start.
        """
        read = [self._read[article.slug] for article in articles]
        new = [a for a in articles if a.text_key not in self._with_text]
        if not self._texts.keep(new):
            return articles
        both = [*zip(read, articles, strict=True)]
        if not self._annotator.is_outdated:
            told = ((f.key, f.state + _record(a)) for f, a in both if f.state)
            self._kept.keep(self._version, told)
        return [self._texts.without_text(a, file.path) for file, a in both]

    def drop_stale(self, asked: Collection[bytes] = ()) -> None:
        """Forget texts that no file has any more, but for those `asked` still."""
        self._texts.drop_stale(asked)


class _File(NamedTuple):
    """A file that was read; its state is empty where that may change unseen."""

    key: bytes
    state: bytes
    path: str


def _body(article: KeptArticle) -> str | None:
    """Return what a file says now."""
    with suppress(ArticleError):
        return read_text(Path(article.place)).body
    return None


def _state(path: Path) -> bytes:
    """Return what changes whenever a file is written, nothing for no file."""
    try:
        status = path.stat()
    except OSError:
        return b""
    times = status.st_mtime_ns, status.st_ctime_ns
    told = (*times, status.st_size, status.st_ino, status.st_dev)
    return _STATE.pack(*(number & _MASK for number in told))


def _key(slug: str, state: bytes) -> bytes:
    """Return what tells a file from others however it is written: name and place."""
    place = state[-2 * _NUMBER :]
    told = slug.encode("utf-8", "surrogateescape") + place
    return blake2b(told, digest_size=_KEY).digest()


def _record(article: Article) -> bytes:
    """Return what is known of an article, but for its slug and its text, as bytes."""
    fields = {name: said for name, said in asdict(article.source).items() if said}
    known = Known.of(article)
    numbers = known.numbers
    told = numbers.stop - 1 if isinstance(numbers, range) else numbers
    data = json.dumps([fields, article.label, article.language, told]).encode()
    return b"".join((*known[:3], data))


def _article(slug: str, data: bytes, texts: Texts, path: str) -> KeptArticle:
    """Return the article that a record is."""
    text_key, key, content_hash = _KEYS.unpack_from(data, _SIZE)
    fields, label, language, numbers = json.loads(data[_SIZE + _KEYS.size :])
    if isinstance(numbers, int):
        numbers = range(1, numbers + 1)
    known = Known(text_key, key, content_hash, numbers)
    source = Source(**fields) if fields else _UNKNOWN
    return KeptArticle(
        slug, source, label, language, known=known, reader=texts, place=path
    )
